from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("E-mail")

    def ready(self) -> None:
        from network.common import jobs  # noqa: PLC0415
        from notifications import (  # noqa: F401, PLC0415  # noqa: PLC0415
            account_letters,
            outbox_worker,
            receivers,
            staff_letters,
            suppressions,
            template_hooks,
        )

        for module in (suppressions, outbox_worker):
            jobs.register(module.job)
        jobs.register_pruning(account_letters.prune)
        jobs.register_tick_step(staff_letters.write)
        template_hooks.register()
