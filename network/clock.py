"""The product's clock. All code reads the time here; only the demo can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import connection
from django.utils import timezone

MEASURE_EVERY = 60
"""Seconds after which a process reads the time of the database again."""

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)
_measured: tuple[datetime, float] | None = None


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
    """Real time by this machine, independent of the demo: never for dates that are shown."""
    return timezone.now()


def database_now() -> datetime:
    """Real time by the database server, which all machines share: for leases, retries and what is due.

    It is read once in `MEASURE_EVERY` seconds and carried on by a clock that nobody can set, so that neither a wrong
    clock of this machine nor its correction ends a lease early. SQLite has the clock of this machine.
    """
    global _measured
    if connection.vendor != "postgresql":
        return timezone.now()
    if _measured is None or monotonic() - _measured[1] >= MEASURE_EVERY:
        _measured = _measure()
    moment, at = _measured
    return moment + timedelta(seconds=monotonic() - at)


def _measure() -> tuple[datetime, float]:
    """The time of the database, and the time of the monotonic clock at which it was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment, monotonic()


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
