"""Runs seeds as tasks of the site's workers, and collects their results. What is enqueued is kept, so a stopped run goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from network.simulation import town_json
from network.simulation.errors import SimulationFailed
from network.simulation.runs import Store
from network.simulation.tasks import simulate_seed
from network.simulation.town import Town

POLL_SECONDS = 1.0


def run_missing(store: Store, towns: Sequence[Town], seeds: range) -> Iterator[int]:
    """Enqueue what is missing and not enqueued yet; yields how many are left whenever one is done.

    Raises `SimulationFailed`.
    """
    note = Enqueued(store.folder / "enqueued.json")
    left = {}
    for town, seed in store.missing(towns, seeds):
        key = f"{town_json.digest(town)}-{seed}"
        left[note.task_of(key) or note.enqueue(key, town, seed)] = (town, seed)
    while left:
        for row in DBTaskResult.objects.filter(pk__in=left, finished_at__isnull=False):
            if row.status != TaskResultStatus.SUCCESSFUL:
                raise SimulationFailed(row.traceback.strip().rpartition("\n")[2])
            store.put(*left.pop(str(row.pk)), row.return_value)
            yield len(left)
        if left:
            time.sleep(POLL_SECONDS)


class Enqueued:
    """The file of the tasks that a run has enqueued: what decides a result, and the task that brings it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tasks: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def task_of(self, key: str) -> str | None:
        """The task that brings this result, if it still can."""
        if key not in self.tasks:
            return None
        rows = DBTaskResult.objects.filter(pk=self.tasks[key]).exclude(status=TaskResultStatus.FAILED)
        return self.tasks[key] if rows.exists() else None

    def enqueue(self, key: str, town: Town, seed: int) -> str:
        self.tasks[key] = str(simulate_seed.enqueue(town_json.dump(town), seed).id)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.tasks))
        return self.tasks[key]
