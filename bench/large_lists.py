"""Lists with as many rows as a network has members."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.crypto import get_random_string

from bench.databases import analyze
from invitations.models import Invitation, Reception
from invitations.models.pair import pair_columns
from network import clock
from network.members.models import Member

CHUNK = 2000
NOTES = ("", "We met at the fair.", "Your talk on paper was a joy.")


def fill(member: Member, others: list[int], sent: bool) -> None:
    """An open invitation between this member and each of the others (their keys): sent by the member, or received."""
    now = clock.now()
    for keys in _chunks(others):
        people = Member.objects.in_bulk(keys).values()
        pairs = [(member, other) if sent else (other, member) for other in people]
        rows = Invitation.objects.bulk_create(
            Invitation(
                public_id=get_random_string(16), sender=sender, recipient=recipient, note=NOTES[sender.pk % len(NOTES)],
                sent_at=now, last_proposed_at=now, **pair_columns(sender, recipient),
            )
            for sender, recipient in pairs
        )  # fmt: skip
        Reception.objects.bulk_create(
            Reception(
                invitation=row, member=row.recipient, sender=row.sender, note=row.note, low=row.low, high=row.high,
                delivered_at=now, last_delivered_at=now, last_requested_at=now,
            )
            for row in rows
        )  # fmt: skip
    analyze()


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
