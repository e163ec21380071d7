"""The registry of background work: jobs, the steps of `tick` and what is pruned once a day.

Apps register theirs in `AppConfig.ready()`. The worker, `manage.py tick`, `/readyz` and the banner for staff go through
the registry and name no job. The rows are the queue: a task only starts a job, and `tick` finds lost ones.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from network import clock
from network.common.call_stack import in_one_chunk
from network.common.hashing import keyed_hash
from network.common.queue import wake

log = logging.getLogger(__name__)
STALL_AFTER = timedelta(minutes=5)
CHUNK_SIZE = 200
MAX_RETRY_DELAY = timedelta(days=1)


class RetryLater(Exception):
    """Raised by a job to postpone a row without an error in the log."""


def retry_delay(attempts: int) -> timedelta:
    """The delay after so many failed attempts: 1, 2, 4 … minutes, at most one day."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 11)), MAX_RETRY_DELAY)


def keyed_order(rows: Iterable[tuple[int, str]]) -> list[int]:
    """The keys of rows that are given as (key, group): the groups in an order that nobody can foresee without HASH_KEY.

    It depends on all the keys, so two batches have different orders. Rows of one group stay together and in their order.
    """
    rows = list(rows)
    batch = ",".join(str(key) for key, _group in rows)
    groups = {group: keyed_hash("jobs.order", f"{batch} {group}") for _key, group in rows}
    return [key for key, _group in sorted(rows, key=lambda row: groups[row[1]])]


class Job(ABC):
    """Background work on the rows of a queryset.

    `name` stands in `settings.JOB_ORDER`; `task` is the dotted path of the django-tasks task that runs the job.
    """

    name: ClassVar[str]
    task: ClassVar[str]

    @abstractmethod
    def due(self) -> QuerySet[Any]:
        """The rows to run now, in their order."""

    @abstractmethod
    def run(self) -> int:
        """Run the rows that are due and return how many were done."""

    def stalled(self) -> QuerySet[Any]:
        """The rows that have been due for `STALL_AFTER` and that no worker has taken."""
        return self.due().filter(next_at__lt=clock.database_now() - STALL_AFTER)

    def has_due(self) -> bool:
        return self.due().exists()

    def is_stalled(self) -> bool:
        return self.stalled().exists()

    def enqueue(self) -> None:
        """Enqueue the task, so that a worker runs the job."""
        wake(import_string(self.task))


class RowJob(Job):
    """A job that runs its rows one by one: a row that fails is logged and postponed, and the others go on.

    `chunk_size` rows are read at once. `None` reads all and tries each once per run: for rows without a time of the
    next attempt.
    """

    chunk_size: ClassVar[int | None] = CHUNK_SIZE

    @abstractmethod
    def process(self, row: Any) -> bool:
        """Do the work for what `claim` returned. False where there was nothing to do; an exception postpones the row."""

    def claim(self, pk: Any) -> Any:
        """The row for `process`, or None where another worker has it. By default the key: `process` locks the row."""
        return pk

    def postpone(self, row: Any) -> None:
        """Set the time of the next attempt after a failure. By default the row is tried again in the next run."""

    @in_one_chunk
    def run(self) -> int:
        """Run all rows that are due and return how many were done.

        It stops where nothing in a chunk could be done: what is left has failed or is locked by other workers.
        """
        total = done = self.run_chunk()
        while done and self.chunk_size:
            done = self.run_chunk()
            total += done
        return total

    def run_chunk(self) -> int:
        """Run the next rows and return how many were done."""
        return sum(map(self.run_one, self.next_keys()))

    def next_keys(self) -> list[Any]:
        """The keys of the rows of the next chunk, in the order in which they are run."""
        return list(self.due().values_list("pk", flat=True)[: self.chunk_size])

    def run_one(self, pk: Any) -> bool:
        """Run one row; False where another worker has it, there was nothing to do, or it failed and was postponed."""
        row = self.claim(pk)
        if row is None:
            return False
        try:
            return self.process(row)
        except RetryLater:
            self.postpone(row)
        except Exception:
            log.exception("%s: row %s failed and was postponed.", self.name, pk)
            self.postpone(row)
        return False


@dataclass(frozen=True)
class TickStep:
    """A step of `tick`. `label` names its number in the report of `tick`; a step without one is not reported."""

    run: Callable[[], int]
    label: str = ""


_jobs: dict[str, Job] = {}
_tick_steps: list[TickStep] = []
_prunings: list[Callable[[], object]] = []


def register(job: Job) -> None:
    """Add a job. Raises `ImproperlyConfigured` where `settings.JOB_ORDER` does not name it."""
    if job.name not in settings.JOB_ORDER:
        raise ImproperlyConfigured(f"JOB_ORDER does not name the job {job.name!r}.")
    _jobs[job.name] = job


def register_tick_step(run: Callable[[], int], label: str = "") -> None:
    """Add a step of `tick`; the steps run in the order in which they are registered."""
    _tick_steps.append(TickStep(run, label))


def register_pruning(prune: Callable[[], object]) -> None:
    """Add a function that deletes expired rows."""
    _prunings.append(prune)


def all_jobs() -> list[Job]:
    """Every job, in the order of `settings.JOB_ORDER`."""
    return [_jobs[name] for name in settings.JOB_ORDER]


def tick_steps() -> list[TickStep]:
    """Every step of `tick`, in its order."""
    return list(_tick_steps)


def prunings() -> list[Callable[[], object]]:
    """Every function that deletes expired rows."""
    return list(_prunings)


def tick() -> dict[str, int]:
    """Run every step once and enqueue the jobs that are due. Idempotent. Returns the numbers of the steps by label."""
    counts: dict[str, int] = {}
    for step in tick_steps():
        number = step.run()
        if step.label:
            counts[step.label] = counts.get(step.label, 0) + number
    due = {job.task: job for job in all_jobs() if job.has_due()}  # jobs may share a task
    for job in due.values():
        job.enqueue()
    return counts


def run_all() -> int:
    """Run every job once in this process, independent of enqueued tasks. Returns how many rows were done."""
    return sum(job.run() for job in all_jobs())


def queue_is_stalled() -> bool:
    """Whether rows have been due for `STALL_AFTER` without being claimed: no worker is running."""
    return any(job.is_stalled() for job in all_jobs())


def prune() -> None:
    """Delete expired rows of every app."""
    for delete_expired in prunings():
        delete_expired()
