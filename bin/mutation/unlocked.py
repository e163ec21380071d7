"""What a mutated lock calls: the same method, with `select_for_update` doing nothing meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet

_thread = threading.local()
_locking = QuerySet.select_for_update


def _select_for_update(rows: Any, *args: Any, **options: Any) -> Any:
    return rows.all() if getattr(_thread, "unlocked", False) else _locking(rows, *args, **options)


QuerySet.select_for_update = _select_for_update  # type: ignore[method-assign]


def unlocked(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def without_lock(*args: Any, **options: Any) -> Any:
        _thread.unlocked = True
        try:
            return method(*args, **options)
        finally:
            _thread.unlocked = False

    return without_lock
