"""P21: what a simulated town costs beside the product's own code that it calls, at 20 and at 2,000 people, and its memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.production import ROOT
from bench.run import Row, Run
from network.simulation import seed

SMALL, LARGE, WHOLE = (20, 60), (2000, 3), (200, 180)
"""People and days."""


def measure(run: Run) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        template = seed.make_template(Path(folder))
        for people, days in (SMALL, LARGE):
            run.progress(f"a town of {people:,}")
            found = simulate(template, people, days)
            note = f"{days} days, {found['calls']:.0f} calls"
            cost = found["seconds"] / found["in_product"]
            yield Row(f"{people:,} people: all against the product's own code", "≤ 1.5", cost, note=note)
            yield Row(f"{people:,} people: memory", "≤ 200", found["memory"], unit="MiB", note=note)
        if not run.quick:
            run.progress("the village")
            found = simulate(template, *WHOLE)
            note = f"of them {found['in_product']:.0f} in the product's own code"
            yield Row(
                "a seed of the village: 200 people, 180 days", "≤ 60", found["seconds"], unit="s", note=note
            )


def simulate(template: Path, people: int, days: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        shutil.copytree(template.parent, site / "private")
        command = [sys.executable, "-m", "bench.town_process", str(people), str(days)]
        done = subprocess.run(
            command, cwd=ROOT, env=seed.environment(site), stdout=subprocess.PIPE, check=True, text=True
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found
