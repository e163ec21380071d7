"""Admin of data exports and their parts."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from network.common.admin import ReadOnlyAdmin, link_column
from network.members.models import Export, ExportPart


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin[Export]):
    link_lookups = ("member__id__exact",)
    list_display = ["requested_at", link_column("member", _("member")), "state", "finished_at", "done", "total", "size", "attempts"]  # fmt: skip
    list_filter = ["state"]
    search_fields = ["member__name", "member__email", "member__handle"]
    date_hierarchy = "requested_at"
    ordering = ["-requested_at", "-id"]
    list_select_related = ["member"]


@admin.register(ExportPart)
class ExportPartAdmin(ReadOnlyAdmin[ExportPart]):
    """Parts of export files, without their content, which only the member may read."""

    list_display = ["__str__", link_column("export", _("data export")), "attempt"]
    search_fields = ["export__member__name"]
    ordering = ["-export", "number"]
    list_select_related = ["export__member"]
    fields = ["export", "attempt", "number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportPart]:
        return super().get_queryset(request).defer("data")
