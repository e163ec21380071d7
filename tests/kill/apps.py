import os

from django.apps import AppConfig


class TrapConfig(AppConfig):
    name = "tests.kill"

    def ready(self) -> None:
        from tests.kill import trap  # noqa: PLC0415

        trap.lay(*os.environ["KILL_AT"].rsplit(" ", 1))
