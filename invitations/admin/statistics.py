"""What became of invitations that their senders see as “Sent”: a list filter, and weekly counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invitations.admin.columns import OTHER_HALF
from invitations.models import Invitation, Reception
from network import clock
from network.common.admin import changelist_url, countable_by, may_view

WEEK_COUNT = 26
WEEK = timedelta(weeks=1)
Status = Invitation.Status

OPEN_OUTCOMES = {
    "waiting": (
        gettext_lazy("waiting in the inbox"),
        Q(reception__place=Reception.Place.INBOX, reception__replied_at=None, reception__ended_at=None),
    ),
    "replied": (
        gettext_lazy("replied"),
        Q(
            reception__place=Reception.Place.INBOX,
            reception__replied_at__isnull=False,
            reception__ended_at=None,
        ),
    ),
    "ignored": (
        gettext_lazy("ignored"),
        Q(reception__place=Reception.Place.ARCHIVE, reception__refused_at=None, reception__ended_at=None),
    ),
    "refused": (gettext_lazy("refused"), Q(reception__refused_at__isnull=False, reception__ended_at=None)),
    "blocked": (gettext_lazy("ended by a block"), Q(reception__ended_at__isnull=False)),
    "asked_to_join": (gettext_lazy("asked to join"), Q(reception=None, join_invitation__isnull=False)),
    "undelivered": (gettext_lazy("not delivered"), Q(reception=None, join_invitation=None)),
}
"""Key → label and condition for what became of an open invitation, which its sender sees as “Sent” in each case."""

OUTCOMES = {
    "connected": (gettext_lazy("connected"), Q(status__in=[Status.ACCEPTED, Status.ENDED])),
    **{
        name: (label, condition & Q(status=Status.OPEN)) for name, (label, condition) in OPEN_OUTCOMES.items()
    },
    "withdrawn": (gettext_lazy("withdrawn"), Q(status=Status.WITHDRAWN)),
    "closed": (gettext_lazy("closed"), Q(status=Status.CLOSED)),
}


class StatusFilter(admin.SimpleListFilter):
    """Filters open invitations by what became of them."""

    title = gettext_lazy("actual status")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _condition) in OPEN_OUTCOMES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        outcome = OPEN_OUTCOMES.get(self.value() or "")
        return queryset.filter(outcome[1], status=Status.OPEN) if outcome else queryset


@dataclass(frozen=True)
class Week:
    """The invitations sent in the week that begins at `start`, a Monday, counted by their present outcome."""

    start: datetime
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def url(self) -> str:
        return changelist_url(Invitation, sent_at__gte=self.start, sent_at__lt=self.start + WEEK)

    @property
    def bars(self) -> Iterator[tuple[str, int, int]]:
        """Outcome, offset and length of each part of the bar, in invitations; empty parts are left out."""
        ends = accumulate(self.counts.values())
        bars = zip(self.counts, ends, self.counts.values(), strict=True)
        return ((name, end - count, count) for name, end, count in bars if count)


def recent_weeks(rows: QuerySet[Invitation]) -> list[Week]:
    """The last `WEEK_COUNT` weeks of these invitations, newest first. One query."""
    today = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [today - timedelta(days=today.weekday()) - number * WEEK for number in range(WEEK_COUNT)]
    sums = {name: Count("pk", filter=condition) for name, (_label, condition) in OUTCOMES.items()}
    recent = rows.filter(sent_at__gte=starts[-1]).annotate(week=TruncWeek("sent_at"))
    grouped: Any = recent.values("week").order_by("week").annotate(**sums)
    counts = {row["week"]: {name: row[name] for name in OUTCOMES} for row in grouped}
    return [Week(start, counts.get(start, dict.fromkeys(OUTCOMES, 0))) for start in starts]


class WeeklyStatisticsAdmin(admin.ModelAdmin[Invitation]):
    """Adds a page to the list of invitations: the outcomes of each week's invitations, for who may view the other half."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.weeks_view)
        return [path("weeks/", view, name="invitations_invitation_weeks"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        weeks = {"may_view_weeks": self._may_view_weeks(request)}
        return super().changelist_view(request, weeks | (extra_context or {}))

    def _may_view_weeks(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and may_view(request.user, *OTHER_HALF)

    def weeks_view(self, request: HttpRequest) -> HttpResponse:
        if not self._may_view_weeks(request):
            raise PermissionDenied
        weeks = recent_weeks(countable_by(request.user, Invitation.objects.all()))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Week by week"),
            "opts": self.opts,
            "weeks": weeks,
            "outcomes": {name: label for name, (label, _condition) in OUTCOMES.items()},
            "max_total": max(week.total for week in weeks) or 1,
        }
        return TemplateResponse(request, "admin/invitations/invitation/weeks.html", context)
