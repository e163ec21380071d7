import os

from django.apps import AppConfig


class KillPointConfig(AppConfig):
    name = "tests.kill"

    def ready(self) -> None:
        from tests.kill import kill_point  # noqa: PLC0415

        kill_point.install(*os.environ["KILL_AT"].rsplit(" ", 1))
