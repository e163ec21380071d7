from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.common.toml_file import TomlFileError
from network.demo.stories import loader, player
from network.demo.stories.dry_run import dry_run


class Command(BaseCommand):
    help = "Plays stories of the demo and says which check fails: those in FILE, or all. It leaves the data as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument(
            "files", metavar="FILE", nargs="*", type=Path, help="a .toml file; without one all stories"
        )

    def handle(self, *, action: str, files: list[Path], **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Stories are played only where DEMO=1.")
        paths = files or sorted([*loader.SHIPPED.glob("*.toml"), *loader.own_folder().glob("*.toml")])
        failed = [path for path in paths if not self._check(path)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(paths)} failed.")

    def _check(self, path: Path) -> bool:
        try:
            story = loader.load(path)
            with dry_run():
                player.play(story)
        except TomlFileError as error:
            self.stderr.write(str(error))
            return False
        number = len(story.scenes)
        self.stdout.write(f"{path.name}: passed, {number} {'scene' if number == 1 else 'scenes'}")
        return True
