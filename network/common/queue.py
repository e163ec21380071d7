"""The queue of tasks. A task only starts a job, whose rows are the truth: `tick` finds what a lost task left undone."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import TaskResultStatus, task_backends
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

from network import clock
from network.common.task_rows import insert_task

log = logging.getLogger(__name__)
MOST_ABSORBED = 1000
PAUSE = 2
"""Seconds for which a process does not ask a broker again after a failure."""

_retry_at = 0.0


def is_database() -> bool:
    """Whether tasks are rows of the database."""
    return isinstance(task_backends["default"], DatabaseBackend)


def wake(task: Task[..., Any], *arguments: Any, at: datetime | None = None) -> None:
    """Enqueue a task, to run at `at` or, where the queue cannot wait, at once.

    The task of the database is undone with the transaction of its cause. A broker gets it after the commit; one that fails
    is logged: the change stands, and `tick` finds its rows.
    """
    backend = task_backends["default"]
    run_after = at if at and at > clock.database_now() and backend.supports_defer else None
    if isinstance(backend, DatabaseBackend):
        insert_task(task, arguments, run_after)
        return
    if run_after:
        task = task.using(run_after=run_after)
    if isinstance(backend, ImmediateBackend):
        task.enqueue(*arguments)
    else:
        transaction.on_commit(partial(_hand_over, task, *arguments))


def absorb(task: Task[..., Any]) -> None:
    """Delete the rows of a task without arguments that wait to run now, but for one: the run that begins does their work.

    Each was committed with its cause, so the run finds the cause, because it reads after this. One stays for the case that
    the worker dies meanwhile.
    """
    if not is_database():
        return
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task.module_path)
    keys = list(_due(waiting).order_by("run_after", "pk").values_list("pk", flat=True)[1:MOST_ABSORBED])
    if keys:
        waiting.filter(pk__in=keys).delete()


def will_wake(task: Task[..., Any], by: datetime) -> bool:
    """Whether the task is enqueued for `by` or before. A queue that cannot say so is not asked for another time."""
    backend = task_backends["default"]
    if isinstance(backend, DatabaseBackend) and backend.supports_defer:
        enqueued = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task.module_path)
        return enqueued.filter(run_after__lte=by).exists()
    return backend.will_wake(by) if hasattr(backend, "will_wake") else True


def is_failing() -> bool:
    """Whether the broker does not answer. A queue without a probe never fails."""
    probe = getattr(task_backends["default"], "answers", None)
    return probe is not None and not probe()


def length() -> int | None:
    """How many tasks wait to run now; None where a broker does not say so."""
    if is_database():
        return int(_due(_rows().filter(status=TaskResultStatus.READY)).count())
    return cast(int | None, _ask_broker("length"))


def worker_seen() -> datetime | None:
    """When a worker has ended a task last or, with a broker that knows its workers, when one last said that it runs."""
    return last_task_end() if is_database() else cast(datetime | None, _ask_broker("worker_seen"))


def last_task_end() -> datetime | None:
    """When a worker has ended a task of the database's queue last."""
    ended = _rows().filter(finished_at__isnull=False).order_by("-finished_at")
    return ended.values_list("finished_at", flat=True).first()


def _rows() -> QuerySet[Any]:
    """The tasks of this queue: not those of simulations, which have a worker of their own."""
    return DBTaskResult.objects.filter(backend_name="default")


def _due(waiting: QuerySet[Any]) -> QuerySet[Any]:
    return waiting.filter(Q(run_after=get_date_max()) | Q(run_after__lte=clock.database_now()))


def _ask_broker(question: str) -> Any:
    """What the backend says of itself; None where it has no such method."""
    answer = getattr(task_backends["default"], question, None)
    return answer() if answer else None


def _hand_over(task: Task[..., Any], *arguments: Any) -> None:
    global _retry_at
    if monotonic() < _retry_at:
        return
    try:
        task.enqueue(*arguments)
    except Exception as error:
        _retry_at = monotonic() + PAUSE
        log.warning("The queue did not take %s: %s", task.module_path, type(error).__name__)
