"""Pending invitations for load tests: many rows in inboxes, archives and lists of sent invitations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from django.db import transaction

from invitations.models import Invitation, Reception
from invitations.models.pair import pair_columns
from network import clock
from network.loadtest.seeding import CHUNK_SIZE, seeded_members
from network.members.models import Connection, Member

MAX_AGE = timedelta(days=150)
NOTES = (
    "",
    "",
    "We met at the fair.",
    "Your talk on paper was a joy.\nShall we stay in touch?",
    "تشرّفت بلقائك.",
)


def create_invitations(total: int, seed: int) -> Iterator[int]:
    """Create about `total` delivered invitations and yield the progress; existing ones are kept.

    Members with low numbers have the most.
    """
    members, now = list(seeded_members(seed).only("pk")), clock.now()
    for start in range(0, total, CHUNK_SIZE):
        stop = min(start + CHUNK_SIZE, total)
        rng = Random(f"invitations {seed} {start}")  # noqa: S311
        invitations = [_invitation(_public_id(seed, n), members, now, rng) for n in range(start, stop)]
        with transaction.atomic():
            _create_receptions(_create(_exclude_connected(invitations)), rng)
        yield stop


def _invitation(public_id: str, members: list[Member], now: datetime, rng: Random) -> Invitation:
    """Two in three are received by a member with a low number, the others are sent by one."""
    popular, other = int(len(members) * rng.random() ** 3), rng.randrange(len(members) - 1)
    other += other >= popular
    recipient, sender = (popular, other) if rng.random() < 2 / 3 else (other, popular)
    sent_at = now - MAX_AGE * rng.random()
    return Invitation(
        public_id=public_id, sender=members[sender], recipient=members[recipient], note=rng.choice(NOTES),
        sent_at=sent_at, last_proposed_at=sent_at, **pair_columns(members[sender], members[recipient]),
    )  # fmt: skip


def _exclude_connected(invitations: list[Invitation]) -> list[Invitation]:
    """Those whose two members are not connected."""
    low_keys, high_keys = {row.low for row in invitations}, {row.high for row in invitations}
    connections = Connection.objects.filter(owner__in=low_keys, other__in=high_keys)
    connected = set(connections.values_list("owner", "other"))
    return [row for row in invitations if (row.low, row.high) not in connected]


def _create(invitations: list[Invitation]) -> list[Invitation]:
    """Create them, skipping pairs that have an open one; return the open ones without a reception."""
    Invitation.objects.bulk_create(invitations, ignore_conflicts=True)
    public_ids = [invitation.public_id for invitation in invitations]
    created = Invitation.objects.filter(public_id__in=public_ids, reception=None)
    return list(created.open().with_people().order_by("pk"))


def _create_receptions(invitations: list[Invitation], rng: Random) -> None:
    """One in three is in the archive, the others are in the inbox."""
    Reception.objects.bulk_create(
        _reception(invitation, invitation.recipient, rng.random() < 1 / 3)
        for invitation in invitations
        if invitation.recipient
    )


def _reception(invitation: Invitation, member: Member, archived: bool) -> Reception:
    sent_at = invitation.sent_at
    return Reception(
        invitation=invitation, member=member, sender=invitation.sender, **pair_columns(invitation.sender, member),
        note=invitation.note, delivered_at=sent_at, last_delivered_at=sent_at, last_requested_at=sent_at,
        place=Reception.Place.ARCHIVE if archived else Reception.Place.INBOX,
        archived_at=sent_at if archived else None,
    )  # fmt: skip


def _public_id(seed: int, number: int) -> str:
    return sha256(f"{seed} {number}".encode()).hexdigest()[:16]
