from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from invitations import policy, policy_file


class Command(BaseCommand):
    help = "Prints the policy in force: each number, its unit, what it is, and its variable in .env."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--toml", action="store_true", help="as the table [policy] of a TOML file")

    def handle(self, *, toml: bool, **options: Any) -> None:
        numbers = policy.current()
        if toml:
            self.stdout.write(policy_file.write(numbers))
            return
        for each in numbers.numbers():
            self.stdout.write(
                f"{each.variable}={','.join(map(str, each.values))}  ({each.unit}) {each.sentence}"
            )
        for each in policy.FIXED:
            self.stdout.write(f"fixed: {each.shown}  ({each.unit}) {each.sentence}")
