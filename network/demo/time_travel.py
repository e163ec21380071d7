"""Time that is moved on a page: day by day, with all that each day brings."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command

from network import clock
from network.common import jobs
from network.demo import seeding

STEPS = (1, 7, 28)


def move(days: int) -> None:
    """As if one had waited: every day's reminders, closings and e-mails, in their order."""
    for _day in range(days):
        clock.move(timedelta(days=1))
        jobs.tick()
        work()


def work() -> None:
    while jobs.work_off():
        pass


def start_over() -> None:
    """The cast as it moved in, today."""
    clock.reset()
    call_command("flush", interactive=False, verbosity=0)
    seeding.seed()
