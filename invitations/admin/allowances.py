"""The admin of allowances, requests for more, the verbs of an hour, and restriction checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, Exists, Field, OuterRef, PositiveIntegerField, Q, QuerySet, Subquery
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from invitations import policy
from invitations.admin.by_email import InvitedAdmin
from invitations.errors import NotOpen
from invitations.models import (
    Allowance,
    AllowanceChange,
    AllowanceRequest,
    Invitation,
    RecentVerbs,
    Refusal,
    Report,
    RestrictionRun,
)
from invitations.models.allowance import LARGEST_LIMIT
from invitations.transitions import transition
from network import clock
from network.common.admin import (
    NoAddDeleteAdmin,
    ReadOnlyAdmin,
    change_url,
    changelist_url,
    confirmation,
    countable_by,
    may_view,
)
from network.common.templatetags.dates import day_text
from network.members.admin.members import Fact, MemberAdmin
from network.members.models import Member

GRANT_SIZE = 100
"""How many invitations one grant by staff adds to both limits."""

GRANT_LABEL = format_lazy(gettext_lazy("Grant {more} more"), more=GRANT_SIZE)
GRANT_AND_ANSWER_LABEL = format_lazy(gettext_lazy("Grant {more} more and answer"), more=GRANT_SIZE)


RESTRICT = "invitations.restrict_allowance"
"""The right to restrict accounts and to lift restrictions, without one to change limits."""


@admin.register(Allowance)
class AllowanceAdmin(NoAddDeleteAdmin[Allowance]):
    parties = ("member",)
    rights: ClassVar = {"has_open_request": (AllowanceRequest,)}
    list_display = [
        "member", "used", "limit", "this_week", "weekly_limit", "restricted_at", "lifts", "has_open_request",
    ]  # fmt: skip
    list_filter = [("restricted_at", admin.EmptyFieldListFilter)]
    search_fields = ["member__name", "member__email", "member__handle"]
    ordering = ["-used", "member"]
    list_select_related = ["member"]
    readonly_fields = [
        "member", "used", "this_week", "has_open_request", "restricted_at", "lifted_at", "lifts",
    ]  # fmt: skip
    fields = ["member", "limit", "weekly_limit", *readonly_fields[1:]]
    actions = ["restrict", "lift", "grant"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allowance]:
        open_requests = AllowanceRequest.objects.filter(member=OuterRef("member"), answered_at=None)
        return super().get_queryset(request).annotate(has_open_request=Exists(open_requests))

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        if isinstance(db_field, PositiveIntegerField):
            kwargs["max_value"] = LARGEST_LIMIT
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Allowance, form: Any, change: bool) -> None:
        """Save it, and record a change of its limits."""
        old = Allowance.objects.lock(obj.member)
        super().save_model(request, obj, form, change)
        obj.refresh_from_db()
        before = old.limit, old.weekly_limit
        if before != (obj.limit, obj.weekly_limit):
            obj.record_change(AllowanceChange.Kind.LIMITS, before)

    @admin.display(description=gettext_lazy("used in the last 7 days"))
    def this_week(self, allowance: Allowance) -> int:
        return len(allowance.this_week)

    @admin.display(description=gettext_lazy("open request for more"), boolean=True)
    def has_open_request(self, allowance: Allowance) -> bool:
        return bool(getattr(allowance, "has_open_request", False))

    def has_restrict_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) or request.user.has_perm(RESTRICT)

    @admin.action(description=gettext_lazy("Restrict"), permissions=["restrict"])
    def restrict(self, request: HttpRequest, rows: QuerySet[Allowance]) -> None:
        self.run_action(request, rows, Allowance.restrict, _("Restricted"), NotOpen)

    @admin.action(description=gettext_lazy("Lift the restriction"), permissions=["restrict"])
    def lift(self, request: HttpRequest, rows: QuerySet[Allowance]) -> None:
        self.run_action(request, rows, Allowance.lift, _("Restriction lifted"), NotOpen)

    @admin.action(description=GRANT_LABEL, permissions=["change"])
    def grant(self, request: HttpRequest, rows: QuerySet[Allowance]) -> None:
        _warn_of_largest_limit(self, request, rows)
        self.run_action(request, rows, lambda allowance: allowance.grant(GRANT_SIZE), _granted(), NotOpen)


@admin.register(AllowanceRequest)
class AllowanceRequestAdmin(ReadOnlyAdmin[AllowanceRequest]):
    """Requests for more invitations. Those of restricted members are appeals, for whoever may lift restrictions too."""

    parties = ("member",)
    partial_right = RESTRICT
    rights: ClassVar = {
        "allowance": (Allowance,),
        "restricted": (Allowance,),
        "this_week": (Allowance,),
        "tries_today": (Invitation,),
        "tries_of_one": (Invitation,),
    }
    list_display = [
        "__str__", "text", "requested_at", "answered_at", "outcome", "restricted", "allowance", "this_week", "tries_today",
        "tries_of_one",
    ]  # fmt: skip
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    search_fields = ["member__name", "member__email", "text"]
    date_hierarchy = "requested_at"
    ordering = ["-requested_at", "-id"]
    list_select_related = ["member__allowance"]
    fields = [
        "member", "text", "requested_at", "answered_at", "outcome", "restricted", "allowance", "this_week", "tries_today",
        "tries_of_one",
    ]  # fmt: skip
    readonly_fields = ["outcome", "restricted", "allowance", "this_week", "tries_today", "tries_of_one"]
    change_form_template = "admin/change_form_with_actions.html"
    actions = ["answer", "lift", "decline"]

    def partial_rows(self, rows: QuerySet[AllowanceRequest]) -> QuerySet[AllowanceRequest]:
        return rows.filter(member__allowance__restricted_at__isnull=False)

    def may_handle(self, member: Any) -> bool:
        return super().may_handle(member) or member.has_perm(RESTRICT)

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Whoever may lift restrictions."""
        return request.user.has_perm(RESTRICT) or request.user.has_perm("invitations.change_allowance")

    def has_decline_permission(self, request: HttpRequest) -> bool:
        return self.may_handle(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllowanceRequest]:
        tries = Invitation.objects.gate_tries().filter(sender=OuterRef("member")).order_by()
        today = tries.filter(sent_at__gt=clock.now() - policy.DAY).values("sender")
        of_one = tries.filter(sent_at__gt=clock.now() - policy.GATE_WINDOW).values("recipient")
        number = Count("pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                tries_today=Subquery(today.annotate(number=number).values("number")),
                tries_of_one=Subquery(
                    of_one.annotate(number=number).order_by("-number").values("number")[:1]
                ),
            )
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offers the actions of the list for this request while it is open."""
        if not kwargs["obj"].answered_at and self.reaches(request, kwargs["obj"]):
            choices = self.get_action_choices(request, [])
            appeal = self.restricted(kwargs["obj"])
            context["row_actions"] = [choice for choice in choices if appeal or choice[0] != "lift"]
            context["actions_url"] = changelist_url(AllowanceRequest)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("answer"), ordering="declined")
    def outcome(self, allowance_request: AllowanceRequest) -> str:
        if allowance_request.declined:
            return pgettext("request", "declined")
        return pgettext("request", "granted") if allowance_request.answered_at else "–"

    @admin.display(description=gettext_lazy("restricted"), boolean=True)
    def restricted(self, allowance_request: AllowanceRequest) -> bool:
        return allowance_request.member.allowance.restricted_at is not None

    @admin.display(description=gettext_lazy("used of the limit"))
    def allowance(self, allowance_request: AllowanceRequest) -> SafeString:
        allowance = allowance_request.member.allowance
        return format_html('<a href="{}">{} / {}</a>', change_url(allowance), allowance.used, allowance.limit)

    @admin.display(description=gettext_lazy("in 7 days"))
    def this_week(self, allowance_request: AllowanceRequest) -> str:
        allowance = allowance_request.member.allowance
        return f"{len(allowance.this_week)} / {allowance.weekly_limit}"

    @admin.display(description=gettext_lazy("tries of the address gate today"))
    def tries_today(self, allowance_request: AllowanceRequest) -> str:
        return f"{getattr(allowance_request, 'tries_today', None) or 0} / {policy.current().gate_tries_a_day}"

    @admin.display(description=gettext_lazy("most tries for one member"))
    def tries_of_one(self, allowance_request: AllowanceRequest) -> str:
        return f"{getattr(allowance_request, 'tries_of_one', None) or 0} / {policy.current().gate_tries}"

    @admin.action(description=GRANT_AND_ANSWER_LABEL, permissions=["change"])
    def answer(self, request: HttpRequest, rows: QuerySet[AllowanceRequest]) -> None:
        _warn_of_largest_limit(self, request, Allowance.objects.filter(member__in=rows.values("member")))
        self.run_action(request, rows, _grant_and_answer, _granted(), NotOpen)

    @admin.action(description=gettext_lazy("Lift the restriction and answer"), permissions=["lift"])
    def lift(self, request: HttpRequest, rows: QuerySet[AllowanceRequest]) -> None:
        self.run_action(request, rows, AllowanceRequest.lift_restriction, _("Restriction lifted"), NotOpen)

    @admin.action(description=gettext_lazy("Decline"), permissions=["decline"])
    def decline(self, request: HttpRequest, rows: QuerySet[AllowanceRequest]) -> HttpResponse | None:
        """Show a confirmation page first."""
        if "sure" not in request.POST:
            consequence = _("These members get an e-mail that says so. You can’t undo this.")
            texts = _("Decline requests?"), consequence, _("Decline these requests")
            return confirmation(self, request, rows, *texts)
        self.run_action(request, rows, AllowanceRequest.decline, _("Declined"), NotOpen)
        return None


def _granted() -> str:
    return ngettext("%d more granted", "%d more granted", GRANT_SIZE) % GRANT_SIZE


def _warn_of_largest_limit(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[Allowance]
) -> None:
    """Say why some of these rows are not changed by a grant, if any is at the largest limit."""
    highest = LARGEST_LIMIT - GRANT_SIZE
    if rows.filter(Q(limit__gt=highest) | Q(weekly_limit__gt=highest)).exists():
        text = _("A limit is at most %(largest)d invitations.") % {"largest": LARGEST_LIMIT}
        model_admin.message_user(request, text, messages.WARNING)


@transition
def _grant_and_answer(allowance_request: AllowanceRequest) -> None:
    """Grant once and mark the request as answered. Raises `NotOpen` if it is answered already, or `grant` does."""
    allowance = Allowance.objects.lock(allowance_request.member)
    if not AllowanceRequest.objects.filter(pk=allowance_request.pk, answered_at=None).exists():
        raise NotOpen
    allowance.grant(GRANT_SIZE)


@admin.register(RecentVerbs)
class RecentVerbsAdmin(InvitedAdmin[RecentVerbs], ReadOnlyAdmin[RecentVerbs]):
    list_display = ["member", "in_the_last_hour"]
    search_fields = ["member__name", "member__email", "member__handle"]
    ordering = ["member"]
    list_select_related = ["member"]

    @admin.display(description=gettext_lazy("in the last hour"))
    def in_the_last_hour(self, row: RecentVerbs) -> int:
        return len(row.last_hour)


@admin.register(RestrictionRun)
class RestrictionRunAdmin(ReadOnlyAdmin[RestrictionRun]):
    list_display = ["day", "at"]
    date_hierarchy = "day"
    ordering = ["-day"]


def facts_of(member: Member, viewer: Any) -> Iterator[Fact]:
    """Whether a member is restricted, how many refusers count, and at how many they restrict; nobody's own."""
    allowed = may_view(viewer, Allowance, Refusal, Report)
    allowance = Allowance.objects.filter(pk=member.pk).first() if allowed and viewer.pk != member.pk else None
    if allowance is None:
        return
    since = allowance.restricted_at
    restricted = _("restricted since %(date)s") % {"date": day_text(since)} if since else _("not restricted")
    yield _("Restriction"), restricted, change_url(allowance)
    refusals = countable_by(viewer, Refusal.objects.against(member).counted())
    numbers = {
        "refusers": refusals.aggregate(number=Count("refuser", distinct=True))["number"],
        "threshold": policy.restriction_threshold(member.pk, allowance.lifts),
        "days": policy.current().restriction_days,
    }
    text = ngettext(
        "%(refusers)d in %(days)d day; restricted at %(threshold)d",
        "%(refusers)d in %(days)d days; restricted at %(threshold)d",
        policy.current().restriction_days,
    )
    yield _("Refusers"), text % numbers, changelist_url(Refusal, refused__id__exact=member.pk)


MemberAdmin.facts.append(facts_of)
