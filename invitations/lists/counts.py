"""The badges: how much lies on each shelf and how much is news, up to what a badge says. One statement a page."""

from __future__ import annotations

from django.db.models import Exists, QuerySet

from invitations.models import Allowance, Invitation, Reception
from network.members.models import Member
from network.members.models.mutual import CountSubquery

MAX_COUNT = 100
"""From so many on a badge counts no further."""

Rows = QuerySet[Reception] | QuerySet[Invitation]


def badge(number: int) -> str:
    """Empty for none, "99+" from a hundred on."""
    return "" if not number else f"{MAX_COUNT - 1}+" if number >= MAX_COUNT else str(number)


def list_counts(member: Member) -> dict[str, str]:
    """The badges of this member's three shelves. Of what was sent the open ones count."""
    received = Reception.objects.of(member)
    shelves = {
        "received": _capped(received.in_inbox()),
        "archived": _capped(received.in_archive()),
        "sent": _capped(Invitation.objects.sent_by(member).open()),
    }
    numbers = Member.objects.filter(pk=member.pk).values(**shelves)[0]
    return {shelf: badge(number) for shelf, number in numbers.items()}


def home_counts(member: Member) -> dict[str, str | bool]:
    """The badges of the inbox and of the news, and whether the account is `restricted`."""
    row = Member.objects.filter(pk=member.pk).values_list(
        _capped(Reception.objects.of(member).in_inbox()),
        _capped(Invitation.objects.sent_by(member).news()),
        Exists(Allowance.objects.filter(pk=member.pk, restricted_at__isnull=False)),
    )
    waiting, news, restricted = row[0]
    return {"waiting_count": badge(waiting), "news_count": badge(news), "restricted": restricted}


def _capped(rows: Rows) -> CountSubquery:
    return CountSubquery(rows.order_by().values("pk")[:MAX_COUNT])
