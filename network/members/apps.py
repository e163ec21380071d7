from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "network.members"
    label = "members"

    def ready(self) -> None:
        from network.members import receivers  # noqa: PLC0415

        receivers.connect()
