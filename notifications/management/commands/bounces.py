from __future__ import annotations

import imaplib
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from notifications import bounce_reports, bounce_sources


class Command(BaseCommand):
    help = "Reads e-mail that mail servers have returned to BOUNCE_ADDRESS, and stops mail to addresses that do not exist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", help="a Maildir, imaps://user@host/FOLDER, or - for one message on stdin"
        )

    def handle(self, *, source: str, **options: Any) -> None:
        if not settings.BOUNCE_ADDRESS:
            raise CommandError("BOUNCE_ADDRESS is not set, so no e-mail can be recognised as returned.")
        try:
            read, believed = bounce_sources.read(source, settings.BOUNCE_PASSWORD, bounce_reports.handle)
        except (bounce_sources.InvalidSource, imaplib.IMAP4.error, OSError) as error:
            raise CommandError(f"{error}") from None
        except Error:
            sys.exit(os.EX_TEMPFAIL)  # a mail server that pipes the message in keeps it and tries again
        self.stdout.write(f"{read} read, {believed} about an e-mail of this site")
