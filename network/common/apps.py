import os

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _
from django_tasks_db.apps import TasksAppConfig


class StrictAdminConfig(AdminConfig):
    """The admin with our site in place of Django's."""

    default_site = "network.common.admin_site.Site"

    def ready(self) -> None:
        super().ready()
        from network.common import task_results_admin  # noqa: PLC0415

        task_results_admin.replace()


class QueueConfig(TasksAppConfig):
    """The queue of background tasks, with a name that staff understand."""

    verbose_name = _("Background tasks")  # type: ignore[assignment]


class CommonConfig(AppConfig):
    name = "network.common"
    label = "common"

    def ready(self) -> None:
        if settings.FILE_UMASK is not None:
            os.umask(settings.FILE_UMASK)
        from network.common import cache, cache_outage, jobs, migrations, worker  # noqa: PLC0415

        migrations.connect_guard()
        jobs.register_tick_step(cache_outage.repair)
        jobs.register_pruning(cache.prune)
        jobs.register_pruning(worker.prune_task_results)
