from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "network.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from network.common import jobs  # noqa: PLC0415
        from network.members import receivers  # noqa: F401, PLC0415
        from network.members.accounts import account_requests, sessions  # noqa: PLC0415
        from network.members.privacy import erasure, export  # noqa: PLC0415

        for module in (account_requests, export, erasure):
            jobs.register(module.job)
        for module in (account_requests, export, sessions):
            jobs.register_pruning(module.prune)
