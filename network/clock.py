"""The product's clock. All code reads the time here; only the demo can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The product's time, aware, in UTC: real time plus the offset of the demo."""
    return _frozen.get() or timezone.now() + offset()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Context manager: `now()` returns `moment`, in this thread only. The demo creates its history with it."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


def real_now() -> datetime:
    """Real time, independent of the demo: for leases and retries, never for dates that are shown."""
    return timezone.now()


def offset() -> timedelta:
    """The demo's offset from real time; zero where the clock cannot be moved."""
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
    """Return to real time."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    if settings.CLOCK_FILE is None:
        raise RuntimeError("The clock moves only where DEMO=1.")
    return Path(settings.CLOCK_FILE)


def _write(value: timedelta) -> None:
    path = _file()
    temporary = path.with_suffix(".new")
    temporary.write_text(str(value.total_seconds()))
    temporary.replace(path)
