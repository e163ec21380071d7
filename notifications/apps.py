from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("E-mail")

    def ready(self) -> None:
        from network.common import jobs  # noqa: PLC0415
        from notifications import account_letters, outbox_worker, receivers, suppressions, template_hooks  # noqa: F401, PLC0415

        for module in (suppressions, outbox_worker):
            jobs.register(module.job)
        jobs.register_pruning(account_letters.prune)
        template_hooks.register()
