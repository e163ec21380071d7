from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from invitations.policy import InvalidNumber
from network.common.toml_file import TomlFileError
from network.simulation import packages, town_file
from network.simulation.errors import SimulationFailed

STOPPED = 130


class Command(BaseCommand):
    help = (
        "Simulates a synthetic town through the real verbs and the real worker, in databases of its own, and writes a "
        "report. A stopped run goes on with the same command."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("file", nargs="?", help="a town file, or the name of a shipped one (--list)")
        parser.add_argument("--list", action="store_true", help="the names of the shipped towns")
        parser.add_argument("--seeds", type=int, default=20, help="how many seeds")
        parser.add_argument("--jobs", type=int, default=2, help="how many of them at a time")
        parser.add_argument(
            "--queue",
            action="store_true",
            help="let the workers of the site run them (manage.py worker --simulations)",
        )
        parser.add_argument("--out", type=Path, help="where the report is written [default: DATA_DIR/town]")
        parser.add_argument("--compare", default="", metavar="FILE", help="another town, with the same seeds")
        parser.add_argument(
            "--sweep", nargs="+", default=[], metavar=("NUMBER", "VALUE"),
            help="a number of the policy and its values, as: reminder_days 7 7,14 7,14,21",
        )  # fmt: skip
        parser.add_argument("--language", default="", help="of the report; by default that of the site")

    def handle(self, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(path.stem for path in town_file.shipped()))
            return
        self._validate(options)
        from network.simulation import run_town  # noqa: PLC0415  it needs the packages

        names = ("file", "seeds", "compare", "sweep", "language")
        order = run_town.Order(
            jobs=0 if options["queue"] else options["jobs"],
            out=options["out"] or settings.DATA_DIR / "town",
            **{name: options[name] for name in names},
        )
        try:
            self.stdout.write(str(run_town.run(order, self._show)))
        except (TomlFileError, InvalidNumber) as error:
            raise CommandError(str(error)) from None
        except SimulationFailed as error:
            raise CommandError(f"A seed has failed: {error}") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; the same command goes on.", returncode=STOPPED) from None

    def _validate(self, options: dict[str, Any]) -> None:
        if not packages.are_installed():
            raise CommandError(packages.HOW)
        if not options["file"]:
            raise CommandError("Name a town file or a shipped town: --list says which there are.")
        if options["seeds"] < 1 or options["jobs"] < 1:
            raise CommandError("At least one seed, and one at a time.")
        if options["sweep"] and (options["compare"] or len(options["sweep"]) < 2):
            raise CommandError("--sweep needs a number and its values, and no --compare.")

    def _show(self, done: int, total: int) -> None:
        filled = done * 20 // total
        self.stderr.write(f"[{'#' * filled}{'.' * (20 - filled)}] {done} of {total} seeds")
