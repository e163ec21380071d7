from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network import clock
from network.demo.time_travel import MOVE, parse_move

MAX_OFFSET = timedelta(days=36_500)


class Command(BaseCommand):
    help = "Moves the product's clock for web and worker: +7d, -3h, +30m, +2w, reset; without an argument prints the time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("move", nargs="?", default="", help="+7d, -3h, +30m, +2w or reset")
        parser._negative_number_matcher = MOVE  # so that argparse reads "-3h" as a value

    def handle(self, *, move: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The clock moves only where DEMO=1.")
        if move == "reset":
            clock.reset()
        elif move:
            self._move(move)
        self.stdout.write(clock.now().isoformat(timespec="seconds"))

    def _move(self, move: str) -> None:
        by = parse_move(move)
        if by is None:
            raise CommandError(f"“{move}” is no move of the clock: write +7d, -3h, +30m, +2w or reset.")
        if abs(clock.offset() + by) > MAX_OFFSET:
            raise CommandError("The clock goes no further than a hundred years.")
        clock.move(by)
