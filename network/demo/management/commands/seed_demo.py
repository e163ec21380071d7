from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.demo import seeding


class Command(BaseCommand):
    help = "The cast and their past, once. Only where DEMO=1."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The cast lives only where DEMO=1: everybody knows its password.")
        if seeding.is_seeded():
            self.stdout.write("It is seeded already; nothing was changed.")
            return
        seeding.seed()
        self.stdout.write("The cast has moved in.")
