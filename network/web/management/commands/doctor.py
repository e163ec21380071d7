from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from network import VERSION
from network.web.checks.doctor import findings
from network.web.checks.finding import Level


class Command(BaseCommand):
    help = "Says in plain sentences how the site is. The exit code is 0 if all is well, 1 after a warning, 2 after an error."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print problems only: for cron")
        parser.add_argument("--offline", action="store_true", help="ask no other server (DNS)")

    def handle(self, *, quiet: bool, offline: bool, **options: Any) -> None:
        styles = {Level.WARNING: self.style.WARNING, Level.ERROR: self.style.ERROR}
        worst = Level.OK
        if not quiet:
            self.stdout.write(f"Acquaint {VERSION}")
        for subject, finding in findings(offline=offline):
            worst = max(worst, finding.level)
            line = f"{finding.level.name.lower():8} {subject:11} {finding.text}"
            if not quiet or finding.level:
                self.stdout.write(styles.get(finding.level, str)(line))
        if worst:
            sys.exit(worst)
