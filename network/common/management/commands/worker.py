from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from network.common import queue


class Command(BaseCommand):
    help = "Runs the tasks of the queue: db_worker or, where TASKS_URL names a Redis, rqworker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when no task is ready")
        parser.add_argument(
            "--simulations", action="store_true", help="run simulations of towns, and nothing else"
        )

    def handle(self, *, batch: bool, simulations: bool, verbosity: int, **options: Any) -> None:
        at_once = ["--batch", "--interval=0", "--no-startup-delay"] if batch else []
        if simulations:
            os.nice(10)
            own = ["--backend=simulations", "--queue-name=simulations"]
            call_command("db_worker", "--no-reload", *own, *at_once, verbosity=verbosity)
        elif queue.is_database():
            call_command("db_worker", "--no-reload", *at_once, verbosity=verbosity)
        elif settings.TASKS_URL:
            call_command("rqworker", burst=batch, verbosity=verbosity)
        else:
            raise CommandError("TASKS names a queue of your own: start its worker.")
