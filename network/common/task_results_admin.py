"""The admin of the task queue without the arguments of tasks, which name rows about members.

Django registers it after the package's own: see `StrictAdminConfig`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from network import clock
from network.common.admin import ReadOnlyAdmin, changelist_url
from network.common.admin_start import TILES, Tile, short_duration
from network.common.jobs import queue_is_stalled


class TaskResultAdmin(ReadOnlyAdmin[Any]):
    """No arguments, results and tracebacks, which can quote them.

    For superusers: a delivery without the task of an e-mail after it would tell its sender what came of an invitation.
    """

    list_display = ["task_path", "status", "enqueued_at", "started_at", "finished_at", "queue_name"]
    list_filter = ["status", "queue_name"]
    ordering = ["-enqueued_at"]
    fields = [
        "task_path", "status", "queue_name", "priority", "enqueued_at", "run_after", "started_at", "finished_at",
        "exception_class_path",
    ]  # fmt: skip

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request) and super().has_change_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


def worker_tile(request: HttpRequest) -> Iterator[Tile]:
    """How long ago the worker began its last task; an alarm where rows are due and no worker takes them."""
    if not admin.site.get_model_admin(DBTaskResult).has_view_permission(request):
        return
    last = DBTaskResult.objects.aggregate(at=Max("started_at"))["at"]
    age = short_duration(clock.real_now() - last) if last else "–"
    yield Tile(age, _("since the worker’s last task"), changelist_url(DBTaskResult), queue_is_stalled())


def replace() -> None:
    """Register it in place of the package's own."""
    admin.site.unregister(DBTaskResult)
    admin.site.register(DBTaskResult, TaskResultAdmin)
    TILES.append(worker_tile)
