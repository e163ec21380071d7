"""The rows of the queue in the database."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from network import clock
from network.common.prepared.statement import Slot
from network.common.prepared.writing import Insert

NO_ARGUMENTS = json.dumps({"args": [], "kwargs": {}})


def insert_task(task: Task[..., Any], arguments: tuple[Any, ...], run_after: datetime | None) -> None:
    """Insert the row that `task.enqueue` writes. Its arguments must be what JSON can hold.

    Of a verb `task.enqueue` would be the longest part: it checks the task three times and makes a result, which nobody reads.
    """
    _insert(
        id=uuid4(), enqueued_at=clock.real_now(), run_after=run_after or _at_once(),
        arguments=json.dumps({"args": arguments, "kwargs": {}}) if arguments else NO_ARGUMENTS,
        priority=task.priority, path=task.module_path, queue=task.queue_name, backend=task.backend,
    )  # fmt: skip


@cache
def _at_once() -> datetime:
    """What django-tasks writes where a task does not wait."""
    return get_date_max()


def _row() -> list[Any]:
    return [
        DBTaskResult(
            id=Slot("id"),  # type: ignore[misc]
            enqueued_at=Slot("enqueued_at"), run_after=Slot("run_after"), args_kwargs=Slot("arguments"),
            priority=Slot("priority"), task_path=Slot("path"), queue_name=Slot("queue"), backend_name=Slot("backend"),
        )
    ]  # fmt: skip


_insert = Insert(_row)
