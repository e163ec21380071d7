from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "network.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from network import site  # noqa: PLC0415
        from network.common import jobs, migrations  # noqa: PLC0415
        from network.members import hash_key, receivers, roles  # noqa: F401, PLC0415
        from network.members.accounts import account_requests, applications, devices, sessions  # noqa: PLC0415
        from network.members.imports import job as imports  # noqa: PLC0415
        from network.members.people import field_values  # noqa: PLC0415
        from network.members.privacy import erasure, export  # noqa: PLC0415

        site.loaders[field_values.NAME] = field_values.load
        migrations.register_check(hash_key.check)
        post_migrate.connect(hash_key.write, sender=self, dispatch_uid="network.members.hash_key")
        # The app of permissions comes after those whose permissions are granted: theirs exist by then.
        sender = apps.get_app_config("auth")
        post_migrate.connect(roles.make, sender=sender, dispatch_uid="network.members.roles")
        for module in (account_requests, export, erasure):
            jobs.register(module.job)
        for job in (imports.job, imports.letter_job):
            jobs.register(job)
        for module in (account_requests, applications, devices, export, imports, sessions):
            jobs.register_pruning(module.prune)
