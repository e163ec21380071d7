from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.members.imports.job import process_chunk
from network.members.imports.roll import UnusableFile, store_file
from network.members.models import ImportLine, MemberImport

State = MemberImport.State


class Command(BaseCommand):
    help = (
        "Import members from a CSV file; --dry-run only says what each line would do. Nobody is written to: the welcome "
        "letters leave when staff send them in the admin. It can be stopped and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what each line would do")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        run = self._store(file)
        try:
            self._work(run, State.CHECKING)
            self._report(run, every_line=dry_run)
            if not dry_run:
                run.begin()
                self._work(run, State.RUNNING)
        finally:
            if dry_run or run.state == State.CHECKING:
                run.delete()
        if not dry_run:
            self.stdout.write(self._sum(run))

    def _store(self, file: Path) -> MemberImport:
        try:
            with file.open("rb") as content:
                return store_file(content, file.name, None)
        except (OSError, UnusableFile) as error:
            raise CommandError(str(error)) from error

    def _work(self, run: MemberImport, state: str) -> None:
        """Work on all lines in this process; where it is killed, the worker goes on."""
        while True:
            run.refresh_from_db()
            if run.state != state:
                return
            process_chunk(run.pk)
            self.stderr.write(f"\r{run.get_state_display()}: {run.position} / {run.lines}", ending="")

    def _report(self, run: MemberImport, *, every_line: bool) -> None:
        self.stderr.write("")
        for heading in run.unused_columns:
            self.stdout.write(f"Column “{heading}” is not used.")
        lines = run.import_lines.order_by("number")
        if not every_line:
            lines = lines.filter(outcome=ImportLine.Outcome.SKIPPED)
        for line in lines.iterator():
            reason = f": {line.reason}" if line.reason else f" {line.address}"
            self.stdout.write(f"Line {line.number}: {line.get_outcome_display()}{reason}")
        if every_line:
            self.stdout.write(self._sum(run))

    def _sum(self, run: MemberImport) -> str:
        return ", ".join(f"{outcome.label}: {run.counts.get(outcome, 0)}" for outcome in ImportLine.Outcome)
