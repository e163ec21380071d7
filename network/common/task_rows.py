"""The rows of the queue in the database."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from django_tasks import task_backends
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

from network import clock
from network.common.prepared import Insert, Slot


def enqueue(task: Task[..., Any], run_after: datetime | None = None) -> None:
    """Enqueue a task without arguments. The queue in the database gets the row that `task.enqueue` writes.

    Of a verb `task.enqueue` would be the longest part: it checks the task three times and makes a result, which nobody reads.
    """
    if not isinstance(task_backends[task.backend], DatabaseBackend):
        (task.using(run_after=run_after) if run_after else task).enqueue()
        return
    _insert(
        id=uuid4(), enqueued_at=clock.real_now(), run_after=run_after or _at_once(),
        priority=task.priority, path=task.module_path, queue=task.queue_name, backend=task.backend,
    )  # fmt: skip


@cache
def _at_once() -> datetime:
    """What django-tasks writes where a task does not wait."""
    return get_date_max()


def _rows() -> list[Any]:
    return [
        DBTaskResult(
            id=Slot("id"),  # type: ignore[misc]
 enqueued_at=Slot("enqueued_at"), run_after=Slot("run_after"),
            args_kwargs={"args": [], "kwargs": {}}, priority=Slot("priority"), task_path=Slot("path"),
            queue_name=Slot("queue"), backend_name=Slot("backend"),
        )
    ]  # fmt: skip


_insert = Insert(_rows)
