from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from network.common import jobs, worker


class Command(BaseCommand):
    help = "One pass over all that is due: deliveries, reminders, closings, restrictions, left-over mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--drain", action="store_true", help="work everything off here until nothing is due"
        )
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="go on for ever, with this pause between"
        )

    def handle(self, *, drain: bool, every: float | None, **options: Any) -> None:
        while True:
            counts = jobs.tick()
            if drain:
                worker.drain()
            if any(counts.values()) or not every:
                self.stdout.write(", ".join(f"{number} {label}" for label, number in sorted(counts.items())))
            if not every:
                return
            time.sleep(every)
