"""Moves the product's clock day by day and runs the background work of each day."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.conf import settings
from django.core.management import call_command

from network import clock
from network.common import jobs
from network.demo import seeding, story_starts
from notifications.models import Outbox

ALLOWED_DAYS = (1, 7, 28)
MOVE = re.compile(r"([+-])([0-9]{1,6})([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FINISH_TIMEOUT = 20
"""Seconds for which a move of the clock waits for what another worker has begun."""


@dataclass(frozen=True)
class Period:
    """Two moments of the product's clock: before and after a move."""

    since: datetime
    until: datetime


def parse_move(text: str) -> timedelta | None:
    """+7d, -3h, +30m or +2w as a duration; None for any other text."""
    parts = MOVE.fullmatch(text)
    if parts is None:
        return None
    sign, number, unit = parts.groups()
    return timedelta(**{UNITS[unit]: int(sign + number)})


def move_clock(by: timedelta) -> Period:
    """Move the clock forward; reminders, closings and e-mails happen in the order of real time.

    What is due already is done before, and it returns when all that fell due is done. Moves of several requests follow
    one another.
    """
    with _one_at_a_time():
        since, deadline = clock.now(), monotonic() + FINISH_TIMEOUT
        finish_queue(deadline)
        for step in _days_of(by):
            clock.move(step)
            jobs.tick()
            finish_queue(deadline)
        return Period(since, clock.now())


def _days_of(by: timedelta) -> list[timedelta]:
    """Whole days and the rest of the duration."""
    days, rest = divmod(by, timedelta(days=1))
    return [timedelta(days=1)] * days + ([rest] if rest else [])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock on a file beside the clock: the system releases it if this process ends."""
    with open(f"{settings.CLOCK_FILE}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def process_queue() -> None:
    """Run background work until none is due."""
    while jobs.run_all():
        pass


def is_idle() -> bool:
    """Whether no background work is due and no e-mail is being sent."""
    is_sending = Outbox.objects.filter(status=Outbox.Status.SENDING).exists()
    return not is_sending and not any(job.has_due() for job in jobs.all_jobs())


def finish_queue(deadline: float) -> None:
    """Run background work, and wait for what another worker has begun, until the deadline of the monotonic clock."""
    process_queue()
    while not is_idle() and monotonic() < deadline:
        sleep(0.05)
        process_queue()


def reset_demo() -> None:
    """Reset the clock, delete all data and seed the demo data."""
    clock.reset()
    call_command("flush", interactive=False, verbosity=0)
    story_starts.forget()
    seeding.seed()
