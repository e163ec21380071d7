"""Seeds of a town and experiments of the lab as tasks. Their worker runs nothing else, so that no e-mail waits for them.

They are in the database whatever queue the site has, because their results are: machines of one site share a sweep.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_tasks import task
from django_tasks.base import TASK_MIN_PRIORITY

from network.simulation import lab, town_json
from network.simulation.models import Experiment

QUEUE = "simulations"
Result = dict[str, Any]


@task(queue_name=QUEUE, backend=QUEUE, priority=TASK_MIN_PRIORITY)
def simulate_seed(town: str, seed: int) -> Result:
    """Simulate one seed of a town that is given as JSON."""
    return simulate(town, seed)


@task(queue_name=QUEUE, backend=QUEUE, priority=TASK_MIN_PRIORITY)
def run_experiment(pk: int) -> None:
    """Run an experiment of the policy lab, given by its key."""
    if experiment := Experiment.objects.filter(pk=pk).first():
        lab.run(experiment, simulate)


def simulate(town: str, seed: int, is_wanted: Callable[[], bool] = lambda: True) -> Result:
    """In a process of this machine. Raises `SimulationFailed`, and `SimulationStopped` when it is no longer wanted."""
    from network.simulation.seed import run_in_process  # noqa: PLC0415  it needs the packages

    return run_in_process(town_json.load(town), seed, _template(), is_wanted)


@cache
def _template() -> Path:
    """An empty database with the tables of this version, made once and kept beside the private files of the site."""
    from network.simulation.seed import make_template  # noqa: PLC0415  it needs the packages

    names = ",".join(sorted(".".join(key) for key in MigrationLoader(connection).disk_migrations))
    path = settings.PRIVATE_DIR / f"simulated-{sha256(names.encode()).hexdigest()[:12]}.sqlite3"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=settings.PRIVATE_DIR) as folder:
            shutil.move(make_template(Path(folder)), path)
    return Path(path)
