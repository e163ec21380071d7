"""One seed as a task: machines that share the database of a site share a sweep. The worker of these tasks runs nothing else.

They are in the database whatever queue the site has, because their results are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_tasks import task
from django_tasks.base import TASK_MIN_PRIORITY

from network.simulation import town_json
from network.simulation.measures import Result
from network.simulation.seed import make_template, run_in_process

QUEUE = "simulations"


@task(queue_name=QUEUE, backend=QUEUE, priority=TASK_MIN_PRIORITY)
def simulate_seed(town: str, seed: int) -> Result:
    """Simulate one seed of a town that is given as JSON."""
    return simulate(town, seed)


def simulate(town: str, seed: int, is_wanted: Callable[[], bool] = lambda: True) -> Result:
    """As the task, in processes of this machine. Raises `SimulationStopped` when it is no longer wanted."""
    return run_in_process(town_json.load(town), seed, _template(), is_wanted)


@cache
def _template() -> Path:
    """An empty database with the tables of this version, made once and kept beside the private files of the site."""
    names = ",".join(sorted(".".join(key) for key in MigrationLoader(connection).disk_migrations))
    path = settings.PRIVATE_DIR / f"simulated-{sha256(names.encode()).hexdigest()[:12]}.sqlite3"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=settings.PRIVATE_DIR) as folder:
            shutil.move(make_template(Path(folder)), path)
    return Path(path)
