"""The rows of the queue in the database."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from django.db.models import Value
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from network import clock
from network.common.prepared.statement import Slot
from network.common.prepared.writing import Insert


def insert_task(task: Task[..., Any], arguments: tuple[Any, ...], run_after: datetime | None) -> None:
    """Insert the row that `task.enqueue` writes. Its arguments must be what JSON can hold.

    Of a verb `task.enqueue` would be the longest part: it checks the task three times and makes a result, which nobody reads.
    """
    insertion = _insertion(task, bool(arguments), run_after is not None)
    insertion(
        id=uuid4(), enqueued_at=clock.real_now(), run_after=run_after,
        arguments=_json(arguments) if arguments else None,
    )  # fmt: skip


@cache
def _insertion(task: Task[..., Any], has_arguments: bool, waits: bool) -> Insert:
    """Of a row of this task; what all of them have in common is part of the statement."""

    def row() -> list[Any]:
        return [
            DBTaskResult(
                id=Slot("id"),  # type: ignore[misc]
                enqueued_at=Slot("enqueued_at"), run_after=Slot("run_after") if waits else get_date_max(),
                args_kwargs=Slot("arguments") if has_arguments else Value(_json(())), worker_ids=Value("[]"),
                priority=task.priority, task_path=task.module_path, queue_name=task.queue_name,
                backend_name=task.backend,
            )
        ]  # fmt: skip

    return Insert(row)


def _json(arguments: tuple[Any, ...]) -> str:
    return json.dumps({"args": arguments, "kwargs": {}})
