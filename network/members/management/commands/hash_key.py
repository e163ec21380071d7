from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from network.members import hash_key


class Command(BaseCommand):
    help = "Accepts another HASH_KEY (`hash_key accept`): opt-outs and bounces stored under the earlier one are lost."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["accept"])

    def handle(self, **options: Any) -> None:
        hash_key.accept()
        self.stdout.write("The database now belongs to this HASH_KEY.")
