from __future__ import annotations

from typing import Any

from whitenoise.runserver_nostatic.management.commands.runserver import Command as RunserverCommand

from network.common import migrations


class Command(RunserverCommand):
    """Refuses an incompatible database before the reloader starts, which would print a traceback and wait."""

    def handle(self, *args: Any, **options: Any) -> None:
        migrations.check_at_startup()
        super().handle(*args, **options)
