"""The admin of blocks, and of reports: the queue of open reports, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from invitations.admin.columns import (
    ADDRESS_OF_INVITATION,
    PARTIES_OF_INVITATION,
    SEARCH_INVITATION,
    SELECT_INVITATION,
)
from invitations.errors import NotOpen
from invitations.models import Block, Invitation, Refusal, Report
from network.common.admin import (
    Link,
    ReadOnlyAdmin,
    change_url,
    changelist_url,
    countable_by,
    link_column,
    may_change_member,
    may_view,
)
from network.members.models import Member
from network.members.requests import current_member


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin[Block]):
    parties = ("blocker", "blocked")
    link_lookups = ("blocker__id__exact", "blocked__id__exact")
    list_display = ["__str__", link_column("blocker", gettext_lazy("blocker")), link_column("blocked", gettext_lazy("blocked")), "at", "settled_at", "lifted_at"]  # fmt: skip
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    search_fields = ["blocker__name", "blocker__email", "blocked__name", "blocked__email"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["blocker", "blocked"]


class HandledFilter(admin.SimpleListFilter):
    """Open reports by default, handled ones or all on request. A superuser's queue has no report about themselves."""

    title = gettext_lazy("status")
    parameter_name = "status"
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("handled", gettext_lazy("handled")), (self.ALL, gettext_lazy("all"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        default_choice, *other_choices = super().choices(changelist)
        yield {**default_choice, "display": gettext_lazy("open")}
        yield from other_choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        if self.value() == self.ALL:
            return queryset
        if self.value() == "handled":
            return queryset.exclude(outcome="")
        return queryset.filter(outcome="").exclude(reported=current_member(request).pk)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin[Report]):
    parties = ("reporter", "reported", *PARTIES_OF_INVITATION)
    party_addresses = ADDRESS_OF_INVITATION
    link_lookups = ("reporter__id__exact", "reported__id__exact")
    list_display = ["at", "about", "reason", "comment", link_column("reported", pgettext_lazy("person", "reported")), "report_count", link_column("reporter", gettext_lazy("reporter")), "outcome"]  # fmt: skip
    list_filter = [HandledFilter, "reason", "outcome"]
    change_form_template = "admin/change_form_with_actions.html"
    search_fields = ["reporter__name", "reporter__email", "reported__name", "reported__email", "comment", "evidence", *SEARCH_INVITATION]  # fmt: skip
    date_hierarchy = "at"
    ordering = ["at", "id"]
    list_select_related = ["reporter", "reported", *SELECT_INVITATION]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "at",
                    "reporter",
                    "reported",
                    "about",
                    "reason",
                    "comment",
                    "evidence",
                    "invitation",
                ]
            },
        ),
        (gettext_lazy("Both members"), {"fields": ["reported_history", "reporter_history"]}),
        (gettext_lazy("Outcome"), {"fields": ["status", "outcome", "handled_by", "handled_at"]}),
    ]
    readonly_fields = ["about", "status", "reported_history", "reporter_history"]
    actions = ["dismiss", "restrict_account", "deactivate_account", "void_refusal_of_report"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        others = self.without_own(request.user, Report.objects.filter(reported=OuterRef("reported")))
        reports = others.order_by().values("reported")
        count = Subquery(reports.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(report_count=Coalesce(count, 0))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offers the actions of the list for this report; for a handled one only the voiding of its refusal."""
        handled = bool(kwargs["obj"].outcome)
        kwargs["obj"].viewer = request.user
        names = ["void_refusal_of_report"] if handled else self.actions
        choices = self.get_action_choices(request, [])
        context["row_actions"] = [choice for choice in choices if choice[0] in names]
        context["actions_url"] = changelist_url(Report, status=HandledFilter.ALL if handled else "")
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("reports against them"), ordering="report_count")
    def report_count(self, report: Report) -> int:
        return int(getattr(report, "report_count", 0))

    @admin.display(description=pgettext_lazy("report", "about"))
    def about(self, report: Report) -> str:
        return _("a reply") if report.is_about_reply else _("an invitation")

    @admin.display(description=gettext_lazy("status"))
    def status(self, report: Report) -> str:
        return _("handled") if report.outcome else _("open")

    @admin.display(description=gettext_lazy("history of the reported member"))
    def reported_history(self, report: Report) -> SafeString:
        return _history(report.reported, report)

    @admin.display(description=gettext_lazy("history of the reporter"))
    def reporter_history(self, report: Report) -> SafeString | str:
        return _history(report.reporter, report) if report.reporter else _("not a member")

    def has_restrict_permission(self, request: HttpRequest) -> bool:
        return self._may_decide(request, "invitations.change_allowance")

    def has_deactivate_permission(self, request: HttpRequest) -> bool:
        return self._may_decide(request, "members.change_member")

    def has_void_permission(self, request: HttpRequest) -> bool:
        return self._may_decide(request, "invitations.change_refusal")

    def _may_decide(self, request: HttpRequest, permission: str) -> bool:
        """By this right, which holds beyond reports, or by the right to decide them."""
        rights = (permission, "invitations.decide_report")
        return self.has_change_permission(request) and any(map(current_member(request).has_perm, rights))

    @admin.action(description=gettext_lazy("Handled: nothing wrong"), permissions=["change"])
    def dismiss(self, request: HttpRequest, rows: QuerySet[Report]) -> None:
        self._handle(request, rows, Report.dismiss)

    @admin.action(description=gettext_lazy("Handled: restrict the account"), permissions=["restrict"])
    def restrict_account(self, request: HttpRequest, rows: QuerySet[Report]) -> None:
        self._handle(request, rows, _if_reachable(request, Report.restrict_account))

    @admin.action(description=gettext_lazy("Handled: deactivate the account"), permissions=["deactivate"])
    def deactivate_account(self, request: HttpRequest, rows: QuerySet[Report]) -> None:
        self._handle(request, rows, _if_reachable(request, Report.deactivate_account))

    @admin.action(
        description=gettext_lazy("Void the refusal that came with the report"), permissions=["void"]
    )
    def void_refusal_of_report(self, request: HttpRequest, rows: QuerySet[Report]) -> None:
        self.run_action(
            request,
            rows,
            lambda report: report.void_refusal(current_member(request)),
            _("Refusal voided"),
            NotOpen,
        )

    def _handle(
        self, request: HttpRequest, rows: QuerySet[Report], verb: Callable[[Report, Member], None]
    ) -> None:
        self.run_action(
            request, rows, lambda report: verb(report, current_member(request)), _("Handled"), NotOpen
        )


def _if_reachable(
    request: HttpRequest, verb: Callable[[Report, Member], None]
) -> Callable[[Report, Member], None]:
    """The verb, which raises `NotOpen` for a report of somebody whose account the member of staff may not change."""

    def run(report: Report, moderator: Member) -> None:
        if not may_change_member(request.user, report.reported):
            raise NotOpen
        verb(report, moderator)

    return run


def _history(member: Member, report: Report) -> SafeString:
    """A link to the member, then counts of their invitations, reports, refusals and blocks, each linked to its rows.

    Only models that the viewer of the report may see are counted, and no row about the viewer.
    """
    rows: list[tuple[str, Any, QuerySet[Any]]] = [
        (changelist_url(Invitation, sender__id__exact=member.pk), _("invitations sent"), Invitation.objects.sent_by(member)),
        (changelist_url(Report, reported__id__exact=member.pk, status="all"), _("reports received"), Report.objects.against(member)),
        (changelist_url(Report, reporter__id__exact=member.pk, status="all"), _("reports made"), Report.objects.of(member)),
        (changelist_url(Refusal, refused__id__exact=member.pk), _("refusals received"), Refusal.objects.against(member).standing()),
        (changelist_url(Block, blocked__id__exact=member.pk), _("blocks received"), Block.objects.against(member).standing()),
    ]  # fmt: skip
    viewer: Any = vars(report)["viewer"]
    counts = [
        (url, label, countable_by(viewer, found).count())
        for url, label, found in rows
        if may_view(viewer, found.model)
    ]
    links = format_html_join(" · ", '<a href="{}">{}: {}</a>', counts)
    page = change_url(member) if may_view(viewer, Member) else member.get_absolute_url()
    return format_html('<a href="{}">{}</a> · {}', page, member, links)


def links_of(member: Member) -> Iterable[Link]:
    """Links from a member's admin page to their blocks and reports."""
    yield changelist_url(Block, blocker__id__exact=member.pk), _("Blocks made")
    yield changelist_url(Block, blocked__id__exact=member.pk), _("Blocks received")
    yield changelist_url(Report, reporter__id__exact=member.pk, status=HandledFilter.ALL), _("Reports made")
    yield (
        changelist_url(Report, reported__id__exact=member.pk, status=HandledFilter.ALL),
        _("Reports received"),
    )
