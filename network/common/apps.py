from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "network.common"

    def ready(self) -> None:
        from network.common import migrations  # noqa: PLC0415

        migrations.connect_guard()
