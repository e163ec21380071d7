"""Where a member stands, as their home says it: one statement, however much there is."""

from __future__ import annotations

from typing import TypedDict

from django.db.models import Exists, IntegerField, QuerySet, Subquery

from invitations.models import Allowance, Invitation, Reception
from network.members.models import Member

MOST = 100
"""From so many on nothing is counted further."""


class Standing(TypedDict):
    """The badges of the inbox and of the news, empty for none, and whether the account is limited."""

    waiting_count: str
    news_count: str
    restricted: bool


class Counted(Subquery):
    """How many rows a query finds, as one column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Reception] | QuerySet[Invitation]) -> None:
        super().__init__(rows.order_by().values("pk")[:MOST])


def standing_of(member: Member) -> Standing:
    row = Member.objects.filter(pk=member.pk).values_list(
        Counted(Reception.objects.of(member).in_inbox()),
        Counted(Invitation.objects.sent_by(member).news()),
        Exists(Allowance.objects.filter(pk=member.pk, restricted_at__isnull=False)),
    )
    waiting, news, restricted = row[0]
    return Standing(waiting_count=_badge(waiting), news_count=_badge(news), restricted=restricted)


def _badge(number: int) -> str:
    return "" if not number else f"{MOST - 1}+" if number >= MOST else str(number)
