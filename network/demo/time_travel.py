"""Moves the product's clock day by day and runs the background work of each day."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command

from network import clock
from network.common import jobs
from network.demo import seeding

ALLOWED_DAYS = (1, 7, 28)


def move_clock(days: int) -> None:
    """Move the clock by `days`; reminders, closings and e-mails happen in the order of real time."""
    for _day in range(days):
        clock.move(timedelta(days=1))
        jobs.tick()
        process_queue()


def process_queue() -> None:
    """Run background work until none is due."""
    while jobs.run_all():
        pass


def reset_demo() -> None:
    """Reset the clock, delete all data and seed the demo data."""
    clock.reset()
    call_command("flush", interactive=False, verbosity=0)
    seeding.seed()
