"""The admin of the legal pages: drafts are edited and deleted, what is published stays as it is."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.common.admin import confirmation
from network.site.markdown import to_html
from network.site.models import LegalText, LegalVersion


class LegalTextInline(admin.StackedInline[LegalText, LegalVersion]):
    model = LegalText
    extra = 1
    fields = ["language", "title", "text", "preview"]
    readonly_fields = ["preview"]

    @admin.display(description=gettext_lazy("as readers see it"), empty_value="–")
    def preview(self, text: LegalText) -> str:
        return to_html(text.text) if text.text else ""

    def has_add_permission(self, request: HttpRequest, obj: LegalVersion | None = None) -> bool:
        return super().has_add_permission(request, obj) and _is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: LegalVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: LegalVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_draft(obj)


@admin.register(LegalVersion)
class LegalVersionAdmin(admin.ModelAdmin[LegalVersion]):
    list_display = ["__str__", "page", "number", "published_at", "asks_members"]
    list_filter = ["page"]
    ordering = ["page", "-number"]
    fields = ["page", "asks_members", "published_at"]
    inlines = [LegalTextInline]
    actions = ["publish", "copy"]
    view_on_site = False

    def get_readonly_fields(self, request: HttpRequest, obj: LegalVersion | None = None) -> list[str]:
        """The page of a version never changes: its number belongs to it."""
        return ["published_at", *(["page"] if obj else [])]

    def has_change_permission(self, request: HttpRequest, obj: LegalVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: LegalVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_draft(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the deletion of several rows: some may be published."""
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, rows: QuerySet[LegalVersion]) -> HttpResponse | None:
        if "sure" not in request.POST:
            consequence = _(
                "Everybody can read it from now on. You can’t change it any more, only publish another version."
            )
            return confirmation(self, request, rows, _("Publish these versions?"), consequence, _("Publish"))
        published = [row for row in rows if row.publish()]
        for row in published:
            self.log_change(request, row, _("Published"))
        self.message_user(request, _("Published: %(count)d") % {"count": len(published)}, messages.SUCCESS)
        return None

    @admin.action(description=gettext_lazy("Make a draft with the same text"), permissions=["add"])
    def copy(self, request: HttpRequest, rows: QuerySet[LegalVersion]) -> None:
        for row in rows:
            self.log_addition(request, _copy(row), {"added": {}})
        self.message_user(request, _("Drafts made: %(count)d") % {"count": len(rows)}, messages.SUCCESS)


def _is_draft(version: LegalVersion | None) -> bool:
    return version is None or version.published_at is None


@transaction.atomic
def _copy(version: LegalVersion) -> LegalVersion:
    draft = LegalVersion.objects.create(page=version.page, asks_members=version.asks_members)
    for text in version.texts.all():
        draft.texts.create(language=text.language, title=text.title, text=text.text)
    return draft
