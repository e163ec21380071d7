"""Simulates one seed in a process and a database of its own, and what such a process does.

The process reads the town as JSON from its standard input and writes the result as JSON to its standard output. Nothing
of the site reaches it: not its database, not its settings, not its keys.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from network.simulation import town_json
from network.simulation.errors import SimulationFailed, SimulationStopped
from network.simulation.measures import Result
from network.simulation.town import Town

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "the same for every simulated site, so that it decides alike "
"""Of the keyed hashes: thresholds and orders are drawn with it."""
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


def simulate(town: Town, seed: int) -> Result:
    """Run in this process, on the database of its settings. It must be empty but for its tables."""
    from network.simulation import measures, recipients, senders  # noqa: PLC0415  of the process alone: its settings
    from network.simulation.world import World  # noqa: PLC0415

    world = World(town, seed)
    senders.begin(world)
    recipients.begin(world)
    world.run()
    return measures.measure(world)


def make_template(folder: Path) -> Path:
    """A migrated, empty database in this folder, which each seed copies."""
    site = folder / "template"
    site.mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=environment(site),
        check=True,
    )
    return _database(site)


def run_in_process(
    town: Town, seed: int, template: Path, is_wanted: Callable[[], bool] = lambda: True
) -> Result:
    """Simulate in another process, in a folder that is deleted afterwards. `is_wanted` is asked every second.

    Raises `SimulationFailed` and `SimulationStopped`.
    """
    with tempfile.TemporaryDirectory(prefix="acquaint-town-") as name:
        site = Path(name)
        _database(site).parent.mkdir(mode=0o700)
        shutil.copy(template, _database(site))
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "network.simulation", str(seed)], cwd=ROOT, env=environment(site),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            output, errors = _communicate(process, town_json.dump(town), is_wanted)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        raise SimulationFailed(errors.strip()[-2000:])
    result: Result = json.loads(output)
    return result


def _communicate(
    process: subprocess.Popen[str], text: str | None, is_wanted: Callable[[], bool]
) -> tuple[str, str]:
    while is_wanted():
        try:
            return process.communicate(text, timeout=1)
        except subprocess.TimeoutExpired:
            text = None  # it is passed once
    raise SimulationStopped


def _database(site: Path) -> Path:
    return site / "private" / "acquaint.sqlite3"


def environment(site: Path) -> dict[str, str]:
    """All that the settings of such a process read: nothing of the site's own."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | {
        "DJANGO_SETTINGS_MODULE": "network.simulation_settings", "ENV_FILE": os.devnull, "DATA_DIR": str(site),
        "SECRET_KEY": KEY, "CACHE_URL": "locmemcache://", "LOG_LEVEL": "ERROR", "PYTHONHASHSEED": "0",
    }  # fmt: skip
