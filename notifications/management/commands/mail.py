from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from network.common.queue import wake
from notifications import tasks
from notifications.models import MailPause, Outbox


class Command(BaseCommand):
    help = "Holds all e-mail until it is released (`mail hold`, `mail release`); nothing is lost meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["hold", "release"])

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "hold":
            MailPause.objects.hold()
            self.stdout.write("All e-mail is held.")
        elif Outbox.objects.resume(MailPause.objects.filter(kind=MailPause.Kind.HELD)):
            wake(tasks.send_mail)
            self.stdout.write("E-mail leaves again.")
        else:
            self.stdout.write("No e-mail was held.")
