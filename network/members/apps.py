from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "network.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from network.members import receivers  # noqa: F401, PLC0415
