"""How much lies on each shelf, up to what a badge says."""

from __future__ import annotations

from django.db.models import IntegerField, QuerySet, Subquery

from invitations.models import Invitation, Reception
from network.members.models import Member

MOST = 100
"""From so many on a badge counts no further."""


class Counted(Subquery):
    """How many rows a query finds, as one column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Reception] | QuerySet[Invitation]) -> None:
        super().__init__(rows.order_by().values("pk")[:MOST])


def badge(number: int) -> str:
    """Empty for none, "99+" from a hundred on."""
    return "" if not number else f"{MOST - 1}+" if number >= MOST else str(number)


def on_the_shelves(member: Member) -> dict[str, str]:
    """The badges of this member's three shelves, in one statement. Of what was sent the open ones count."""
    received = Reception.objects.of(member)
    counted = {
        "received": Counted(received.in_inbox()),
        "archived": Counted(received.in_archive()),
        "sent": Counted(Invitation.objects.sent_by(member).open()),
    }
    numbers = Member.objects.filter(pk=member.pk).values(**counted)[0]
    return {shelf: badge(number) for shelf, number in numbers.items()}
