"""Pairs of members who have nothing to do with each other yet, and invitations between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.crypto import get_random_string

from bench.people import NOTE
from invitations.models import Invitation, Reception
from invitations.models.pair import pair_columns
from network import clock
from network.members.models import Connection, Member

Pair = tuple[Member, Member]
MOST_MEMBERS = 5000
"""Of a larger network only so many are drawn."""


class Pairs:
    """Draws each pair once: sender after sender, so that none has sent many more than others."""

    def __init__(self, first_distance: int = 60) -> None:
        members = list(Member.objects.order_by("pk")[:MOST_MEMBERS])
        self._pairs = _free_pairs(members, first_distance)

    def draw(self, number: int) -> list[Pair]:
        return list(islice(self._pairs, number))

    def received(self, number: int) -> list[Reception]:
        """So many new invitations that lie in inboxes, ready for a verb of their recipients."""
        pairs, now = self.draw(number), clock.now()
        invitations = Invitation.objects.bulk_create(
            Invitation(
                public_id=get_random_string(16), sender=sender, recipient=recipient, note=NOTE,
                sent_at=now, last_proposed_at=now, **pair_columns(sender, recipient),
            )
            for sender, recipient in pairs
        )  # fmt: skip
        return Reception.objects.bulk_create(
            Reception(
                invitation=invitation, member=invitation.recipient, sender=invitation.sender, note=NOTE,
                delivered_at=now, last_delivered_at=now, last_requested_at=now, low=invitation.low, high=invitation.high,
            )
            for invitation in invitations
        )  # fmt: skip


def _free_pairs(members: list[Member], distance: int) -> Iterator[Pair]:
    """Pairs at growing distances that have neither a connection nor an invitation when the first one is drawn."""
    last = members[-1].pk
    connected = Connection.objects.filter(owner__lte=last, other__lte=last)
    taken = set(connected.values_list("owner", "other"))
    taken |= set(Invitation.objects.filter(high__lte=last).values_list("low", "high"))
    while distance < len(members):
        for position, sender in enumerate(members):
            recipient = members[(position + distance) % len(members)]
            key = pair_columns(sender, recipient)
            if (key["low"], key["high"]) not in taken and sender.pk != recipient.pk:
                taken.add((key["low"], key["high"]))
                yield sender, recipient
        distance += 1
