from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from network.common import jobs, worker


class Command(BaseCommand):
    help = (
        "Processes everything that is due: reminders, closings, restrictions; enqueues jobs for the workers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--drain", action="store_true", help="also run all jobs in this process until nothing is due"
        )
        parser.add_argument("--every", type=float, metavar="SECONDS", help="repeat for ever, with this pause")

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
