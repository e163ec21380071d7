"""What the start page of the admin says about invitations: what waits, the newest, week by week, and the policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from invitations import policy
from invitations.admin.columns import OTHER_HALF
from invitations.admin.invitations import InvitationAdmin
from invitations.admin.statistics import OUTCOMES, Week, recent_weeks
from invitations.admin.told import may_view_told, told_about
from invitations.models import Allowance, AllowanceRequest, Batch, BatchLine, Invitation, Report
from network.common.admin import change_url, countable_by, may_view
from network.common.admin_start import QUEUES, SECTIONS, Queue, Section
from network.members.models import Member

NEWEST, WEEKS = 10, 4


QUEUES.extend(
    [
        Queue(
            Report,
            lambda: Report.objects.open(),
            lambda count: ngettext("open report", "open reports", count),
            lambda count: (
                ngettext("%(count)d open report", "%(count)d open reports", count) % {"count": count}
            ),
        ),
        Queue(
            AllowanceRequest,
            lambda: AllowanceRequest.objects.filter(answered_at=None),
            lambda count: ngettext("request for more invitations", "requests for more invitations", count),
            lambda count: (
                ngettext(
                    "%(count)d request for more invitations", "%(count)d requests for more invitations", count
                )
                % {"count": count}
            ),
            lambda: {"answered_at__isempty": 1},
        ),
    ]
)


@dataclass(frozen=True)
class Line:
    """One of the newest invitations, or those of one address import. `told` is None to those who may not view it."""

    sender: Member
    to: str
    url: str
    stands: str
    told: str | None
    sent_at: datetime


def newest_invitations(request: HttpRequest) -> list[Line] | None:
    """The newest invitations, but those to which the viewer is a party; those of an address import as one."""
    if not may_view(request.user, Invitation):
        return None
    invitation_admin: Any = admin.site.get_model_admin(Invitation)
    rows: QuerySet[Invitation] = countable_by(request.user, invitation_admin.get_queryset(request))
    imports = _newest_imports(request.user)
    in_imports = BatchLine.objects.filter(batch__in=[each.batch for each in imports.values()])
    grouped = Q(pk__in=in_imports.exclude(invitation=None).values("invitation"))
    newest = list(
        rows.exclude(grouped & ~Q(pk__in=list(imports)))
        .select_related("sender", "recipient", "reception")
        .order_by("-sent_at", "-pk")[:NEWEST]
    )
    told = told_about(newest, request.user) if may_view_told(request.user) else None
    return [
        _line_of_import(imports[row.pk], row, None if told is None else "")
        if row.pk in imports
        else Line(
            row.sender,
            row.to,
            change_url(row),
            _stands(invitation_admin, request, row),
            None if told is None else told.get(row.pk, ""),
            row.sent_at,
        )
        for row in newest
    ]


@dataclass(frozen=True)
class Import:
    """An address import, and how many of its invitations the viewer may see."""

    batch: Batch
    count: int


def _newest_imports(viewer: Any) -> dict[int, Import]:
    """The newest address imports that the viewer may see, by the last invitation of each. Two queries.

    An invitation that is about the viewer is not counted, and imports with an address of the viewer are not grouped.
    """
    if not may_view(viewer, Batch, BatchLine):
        return {}
    batches = countable_by(viewer, Batch.objects.all()).distinct().order_by("-progressed_at", "-pk")[:NEWEST]
    by_id = {batch.pk: batch for batch in batches}
    lines = countable_by(viewer, BatchLine.objects.filter(batch__in=list(by_id)).exclude(invitation=None))
    counts: Any = (
        lines.order_by().values("batch").annotate(last=Max("invitation"), number=Count("pk", distinct=True))
    )
    return {row["last"]: Import(by_id[row["batch"]], row["number"]) for row in counts}


def _line_of_import(found: Import, last: Invitation, told: str | None) -> Line:
    text = ngettext(
        "%(count)d address, from an address import",
        "%(count)d addresses, from an address import",
        found.count,
    )
    to, stands = text % {"count": found.count}, found.batch.get_state_display()
    return Line(last.sender, to, change_url(found.batch), stands, told, last.sent_at)


def _stands(invitation_admin: InvitationAdmin, request: HttpRequest, row: Invitation) -> str:
    """Where it stands in truth, for those who may view the other half; for others, what its sender sees."""
    in_truth = invitation_admin.may_read(request, "actual_status")
    return str(invitation_admin.actual_status(row) if in_truth else row.get_status_display())


def latest_weeks(request: HttpRequest) -> list[tuple[Week, list[tuple[Any, int]]]] | None:
    """The last weeks with a label and a number for each outcome that any of their invitations has."""
    if not may_view(request.user, Invitation, *OTHER_HALF):
        return None
    weeks = recent_weeks(countable_by(request.user, Invitation.objects.all()))[:WEEKS]
    return [
        (week, [(OUTCOMES[name][0], count) for name, count in week.counts.items() if count]) for week in weeks
    ]


def policy_sentences(request: HttpRequest) -> list[str] | None:
    """What the policy means for an invitation, in three sentences."""
    if not may_view(request.user, Allowance):
        return None
    numbers = policy.current()
    days = numbers.reminder_days
    reminders = ngettext("Reminder after %(days)s day", "Reminders after %(days)s days", max(days, default=1))
    closing = ngettext("Closed after %(days)d day", "Closed after %(days)d days", numbers.close_days)
    restriction = ngettext(
        "Restricted at %(low)d–%(high)d refusers in %(days)d day",
        "Restricted at %(low)d–%(high)d refusers in %(days)d days",
        numbers.restriction_days,
    )
    return [
        reminders % {"days": pgettext("between names", ", ").join(map(str, days))}
        if days
        else _("No reminders"),
        closing % {"days": numbers.close_days},
        restriction
        % {"low": numbers.restriction_min, "high": numbers.restriction_max, "days": numbers.restriction_days},
    ]


def policy_numbers(request: HttpRequest) -> list[policy.Number] | None:
    """Every number of the policy; the variable is empty for one that is fixed."""
    return [*policy.current().numbers(), *policy.FIXED] if may_view(request.user, Allowance) else None


SECTIONS.extend(
    [
        Section("admin/start/newest_invitations.html", newest_invitations),
        Section("admin/start/policy_numbers.html", policy_numbers),
        Section("admin/start/policy.html", policy_sentences, is_aside=True),
        Section("admin/start/weeks.html", latest_weeks, is_aside=True),
    ]
)
