"""Admin of imports: the file, what its lines do, the imported people and their letters; and members as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network.common.admin import NamedValuesFilter, ReadOnlyAdmin, change_url, changelist_url, link_column
from network.common.queue import wake
from network.common.spreadsheets import safe_cell
from network.members import tasks
from network.members.admin.field_values import FieldValuesAdmin
from network.members.imports.forms import ImportForm
from network.members.imports.roll import UnusableFile, store_file
from network.members.models import (
    FormerAddress,
    ImportedPerson,
    ImportLine,
    Member,
    MemberImport,
)
from network.members.people.field_values import current_fields

MEMBER_COLUMNS = ("name", "email", "handle", "headline", "location", "language", "joined_at")
MEMBER_HEADINGS = ("name", "e-mail", "handle", "headline", "location", "language", "joined")


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unwritten", _("no letter yet")),
            ("written", _("letter sent, not joined")),
            ("joined", _("joined")),
        ]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "unwritten":
                return rows.filter(member=None, letters=0)
            case "written":
                return rows.filter(member=None, letters__gt=0)
            case "joined":
                return rows.exclude(member=None)
        return rows


@admin.register(MemberImport)
class MemberImportAdmin(ReadOnlyAdmin[MemberImport]):
    """Files of members. Adding one checks it; the action imports what was checked."""

    owner = ""
    list_display = [
        "file_name",
        "at",
        link_column("by", _("member of staff")),
        "state",
        "progress",
        "outcomes",
        "line_links",
    ]
    list_filter = ["state"]
    search_fields = ["file_name"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["by"]
    fields = ["file_name", "at", "by", "state", "progress", "outcomes", "unused", "line_links"]
    readonly_fields = ["progress", "outcomes", "unused", "line_links"]
    actions = ["begin", "stop"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("members.add_memberimport"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form for a file. Its lines are stored here and checked by the worker."""
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        form = ImportForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                run = store_file(upload, upload.name, request.user)  # type: ignore[arg-type]
            except UnusableFile as error:
                form.add_error("file", str(error))
            else:
                self.log_addition(request, run, gettext("Checked a file"))
                wake(tasks.import_members)
                return redirect(change_url(run))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "form": form,
            "title": _("Import members"),
        }
        return TemplateResponse(request, "admin/members/memberimport/add.html", context)

    @admin.action(description=_("Import what was checked, or go on"), permissions=["add"])
    def begin(self, request: HttpRequest, rows: QuerySet[MemberImport]) -> None:
        begun = [run for run in rows if run.begin()]
        for run in begun:
            self.log_change(request, run, gettext("Began the import"))
        wake(tasks.import_members)
        self._report(request, len(begun), len(rows) - len(begun))

    @admin.action(description=_("Stop"), permissions=["add"])
    def stop(self, request: HttpRequest, rows: QuerySet[MemberImport]) -> None:
        stopped = [run for run in rows if run.stop()]
        for run in stopped:
            self.log_change(request, run, gettext("Stopped the import"))
        self._report(request, len(stopped), len(rows) - len(stopped))

    def _report(self, request: HttpRequest, changed: int, kept: int) -> None:
        if changed:
            text = ngettext("%(count)d import changed.", "%(count)d imports changed.", changed)
            self.message_user(request, text % {"count": changed}, messages.SUCCESS)
        if kept:
            text = ngettext(
                "%(count)d import was not changed: this is not possible in its state.",
                "%(count)d imports were not changed: this is not possible in their state.",
                kept,
            )
            self.message_user(request, text % {"count": kept}, messages.WARNING)

    @admin.display(description=_("lines done"))
    def progress(self, run: MemberImport) -> str:
        return f"{run.done} / {run.lines}"

    @admin.display(description=_("lines by outcome"))
    def outcomes(self, run: MemberImport) -> str:
        return ", ".join(
            f"{each.label}: {run.counts[each]}" for each in ImportLine.Outcome if each in run.counts
        )

    @admin.display(description=_("columns that are not used"), empty_value="–")
    def unused(self, run: MemberImport) -> str:
        return ", ".join(f"“{heading}”" for heading in run.unused_columns)

    @admin.display(description=_("lines"))
    def line_links(self, run: MemberImport) -> SafeString:
        every = changelist_url(ImportLine, run__id__exact=run.pk)
        skipped = changelist_url(ImportLine, run__id__exact=run.pk, outcome__exact=ImportLine.Outcome.SKIPPED)
        links = every, _("Lines"), skipped, _("Skipped lines")
        return format_html('<a href="{}">{}</a> · <a href="{}">{}</a>', *links)


@admin.register(ImportLine)
class ImportLineAdmin(ReadOnlyAdmin[ImportLine]):
    link_lookups = ("run__id__exact",)
    list_display = ["number", "address", "outcome", "reason", link_column("run", _("import"))]
    list_filter = ["outcome", ("run", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["address"]
    ordering = ["-run", "number"]
    list_select_related = ["run"]


@admin.register(ImportedPerson)
class ImportedPersonAdmin(FieldValuesAdmin, ReadOnlyAdmin[ImportedPerson]):
    """People whom staff have imported. Letters leave when staff send them."""

    list_display = [
        "name",
        "address",
        "status",
        "imported_at",
        "letters",
        "letter_at",
        link_column("member", _("member")),
    ]
    list_filter = [StatusFilter, ("language", NamedValuesFilter)]
    search_fields = ["name", "address"]
    date_hierarchy = "imported_at"
    ordering = ["name", "id"]
    list_select_related = ["member"]
    actions = ["send_letters", "send_again"]
    fields = [
        *("name", "address", "status", "handle", "headline", "location", "language", "field_values"),
        *("imported_at", "letters", "letter_at", "member"),
    ]
    readonly_fields = ["status", "field_values"]

    @admin.display(description=_("status"))
    def status(self, person: ImportedPerson) -> str:
        if person.member_id:
            return gettext("joined")
        if person.letter_wanted:
            return gettext("letter is about to leave")
        return gettext("letter sent, not joined") if person.letters else gettext("no letter yet")

    @admin.action(description=_("Send welcome letters"), permissions=["change_person"])
    def send_letters(self, request: HttpRequest, rows: QuerySet[ImportedPerson]) -> None:
        self._send(request, rows, again=False)

    @admin.action(
        description=_("Send again to those who have not joined (once)"), permissions=["change_person"]
    )
    def send_again(self, request: HttpRequest, rows: QuerySet[ImportedPerson]) -> None:
        self._send(request, rows, again=True)

    def has_change_person_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("members.change_importedperson"))

    def _send(self, request: HttpRequest, rows: QuerySet[ImportedPerson], *, again: bool) -> None:
        keys = rows.order_by().values("pk")
        wanted = ImportedPerson.objects.filter(pk__in=keys).request_letters(again)
        wake(tasks.queue_welcome_letters)
        text = ngettext(
            "%(count)d letter is about to leave.", "%(count)d letters are about to leave.", wanted
        )
        self.message_user(request, text % {"count": wanted}, messages.SUCCESS if wanted else messages.WARNING)


@admin.register(FormerAddress)
class FormerAddressAdmin(ReadOnlyAdmin[FormerAddress]):
    list_display = ["__str__"]
    ordering = ["pk"]


class _Echo:
    def write(self, text: str) -> str:
        return text


def members_as_csv(rows: QuerySet[Member]) -> StreamingHttpResponse:
    """Members with a verified address, streamed, with no cell that a spreadsheet program evaluates.

    Their profile fields are columns by their labels, as an import finds them.
    """
    writer = csv.writer(_Echo())
    fields = current_fields()

    def lines() -> Iterator[str]:
        heading = [*MEMBER_HEADINGS, *(safe_cell(field.label) for field in fields)]
        yield "\ufeff" + writer.writerow(heading)
        columns = [*MEMBER_COLUMNS, *(field.column for field in fields)]
        members = rows.joined().order_by("pk").values_list(*columns)  # type: ignore[attr-defined]
        for row in members.iterator(500):
            yield writer.writerow([safe_cell(str(value or "")) for value in row])

    headers = {"Content-Disposition": 'attachment; filename="members.csv"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)
