from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "network.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        from network.common import languages  # noqa: PLC0415
        from network.site.models import Site  # noqa: PLC0415
        from network.site.record import begin_request, end_request, forget, recent  # noqa: PLC0415

        languages.register_choice(lambda: (recent().languages, recent().default_language))
        request_started.connect(begin_request, dispatch_uid="network.site")
        request_finished.connect(end_request, dispatch_uid="network.site")
        for signal in (post_save, post_delete):
            signal.connect(forget, sender=Site, dispatch_uid="network.site")
