"""The truth behind “Sent”: to filter the invitations by, and week by week."""

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

from invitations.models import Invitation, Reception
from network import clock
from network.common.admin import changelist_url

WEEKS = 26
WEEK = timedelta(weeks=1)
Status = Invitation.Status

TRUTHS = {
    "waiting": (
        gettext_lazy("waiting in the inbox"),
        Q(reception__place=Reception.Place.INBOX, reception__ended_at=None),
    ),
    "ignored": (
        gettext_lazy("ignored"),
        Q(reception__place=Reception.Place.ARCHIVE, reception__refused_at=None, reception__ended_at=None),
    ),
    "refused": (gettext_lazy("refused"), Q(reception__refused_at__isnull=False, reception__ended_at=None)),
    "blocked": (gettext_lazy("ended by a block"), Q(reception__ended_at__isnull=False)),
    "undelivered": (gettext_lazy("without a reception"), Q(reception=None)),
}
"""Of the open ones: the sender sees the same in all of them."""

OUTCOMES = {
    "connected": (gettext_lazy("connected"), Q(status__in=[Status.ACCEPTED, Status.ENDED])),
    **{name: (label, rows & Q(status=Status.OPEN)) for name, (label, rows) in TRUTHS.items()},
    "withdrawn": (gettext_lazy("withdrawn"), Q(status=Status.WITHDRAWN)),
    "closed": (gettext_lazy("closed"), Q(status=Status.CLOSED)),
}


class StatusFilter(admin.SimpleListFilter):
    """The truth behind “Sent”."""

    title = gettext_lazy("where it stands")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _rows) in TRUTHS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        truth = TRUTHS.get(self.value() or "")
        return queryset.filter(truth[1], status=Status.OPEN) if truth else queryset


@dataclass(frozen=True)
class Week:
    """The invitations sent from `start`, a Monday, on: how many of each outcome there are by now."""

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
        """Outcome, where it begins and how long it is, in invitations."""
        ends = accumulate(self.counts.values())
        bars = zip(self.counts, ends, self.counts.values(), strict=True)
        return ((name, end - count, count) for name, end, count in bars if count)


def weeks() -> list[Week]:
    """The last `WEEKS` of them, newest first, in one statement."""
    day = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [day - timedelta(days=day.weekday()) - number * WEEK for number in range(WEEKS)]
    sums = {name: Count("pk", filter=rows) for name, (_label, rows) in OUTCOMES.items()}
    recent = Invitation.objects.filter(sent_at__gte=starts[-1]).annotate(week=TruncWeek("sent_at"))
    rows: Any = recent.values("week").order_by("week").annotate(**sums)
    counts = {row["week"]: {name: row[name] for name in OUTCOMES} for row in rows}
    return [Week(start, counts.get(start, dict.fromkeys(OUTCOMES, 0))) for start in starts]


class WeekByWeek(admin.ModelAdmin[Invitation]):
    """A page beside the list of invitations: how those of each week went."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.weeks_view)
        return [path("weeks/", view, name="invitations_invitation_weeks"), *super().get_urls()]

    def weeks_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = weeks()
        labels = {name: label for name, (label, _rows) in OUTCOMES.items()}
        here = {"weeks": found, "outcomes": labels, "most": max(week.total for week in found) or 1}
        title = {"title": _("Week by week"), "opts": self.opts}
        context = {**self.admin_site.each_context(request), **title, **here}
        return TemplateResponse(request, "admin/invitations/invitation/weeks.html", context)
