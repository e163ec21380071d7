from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.demo import seeding


class Command(BaseCommand):
    help = "Creates the demo members and their history, once. Only with DEMO=1."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("seed_demo needs DEMO=1: the password of the demo members is public.")
        if seeding.is_seeded():
            self.stdout.write("It is seeded already; nothing was changed.")
            return
        seeding.seed()
        self.stdout.write("The demo data was created.")
