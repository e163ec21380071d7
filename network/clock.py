"""The one clock of the product. Everybody reads it; only the demo moves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("elsewhen", default=None)


def now() -> datetime:
    """The product's time, aware, in UTC: the real one plus what the demo has added."""
    return _frozen.get() or timezone.now() + offset()


@contextmanager
def frozen_at(to: datetime) -> Iterator[None]:
    """In this block and this thread alone it is that moment: how the demo writes its past with the real verbs."""
    token = _frozen.set(to)
    try:
        yield
    finally:
        _frozen.reset(token)


def real_now() -> datetime:
    """Real time, which nothing moves: for leases and back-off, never for what people see."""
    return timezone.now()


def offset() -> timedelta:
    """How far the demo's clock stands from the real one; zero where it cannot be moved."""
    if not settings.CLOCK_FILE:
        return timedelta()
    try:
        return timedelta(seconds=float(Path(settings.CLOCK_FILE).read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def move(by: timedelta) -> None:
    """Move the clock for every process that shares the data directory."""
    _write(offset() + by)


def reset() -> None:
    """Back to the real time."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    if settings.CLOCK_FILE is None:
        raise RuntimeError("The clock moves only where DEMO=1.")
    return Path(settings.CLOCK_FILE)


def _write(value: timedelta) -> None:
    path = _file()
    fresh = path.with_suffix(".new")
    fresh.write_text(str(value.total_seconds()))
    fresh.replace(path)
