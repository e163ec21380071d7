"""The queue of a simulated site: it keeps which tasks were woken, and the simulation runs them under its own clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task

_woken: dict[tuple[Callable[..., Any], tuple[Any, ...]], None] = {}


class WokenTasks(ImmediateBackend):
    """A task waits here, once for the same arguments, until `take` is called."""

    supports_defer = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> Any:
        _woken.setdefault((task.func, tuple(args)))


def is_empty() -> bool:
    return not _woken


def take() -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    """The functions of the tasks that were woken since the last call, with their arguments, in their order."""
    tasks = list(_woken)
    _woken.clear()
    return tasks
