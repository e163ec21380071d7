"""Invitations that wait, as if they had been brought long ago: full inboxes and archives, long lists of what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from django.db import transaction

from invitations.models import Invitation, Reception
from invitations.models.pair import pair_columns
from network import clock
from network.loadtest.seeding import BATCH, seeded
from network.members.models import Connection, Member

SPAN = timedelta(days=150)
NOTES = (
    "",
    "",
    "We met at the fair.",
    "Your talk on paper was a joy.\nShall we stay in touch?",
    "تشرّفت بلقائك.",
)


def write(how_many: int, seed: int) -> Iterator[int]:
    """About so many, the early people have the most; yields how far it is. What is there already stays."""
    people, now = list(seeded(seed).only("pk")), clock.now()
    for start in range(0, how_many, BATCH):
        stop = min(start + BATCH, how_many)
        luck = Random(f"post {seed} {start}")  # noqa: S311
        rows = [_invitation(_public_id(seed, n), people, now, luck) for n in range(start, stop)]
        with transaction.atomic():
            _bring(_send(_between_strangers(rows)), luck)
        yield stop


def _invitation(public_id: str, people: list[Member], now: datetime, luck: Random) -> Invitation:
    """Two in three go to somebody early, who gets thousands; the others come from somebody early."""
    early, anybody = int(len(people) * luck.random() ** 3), luck.randrange(len(people) - 1)
    anybody += anybody >= early
    recipient, sender = (early, anybody) if luck.random() < 2 / 3 else (anybody, early)
    at = now - SPAN * luck.random()
    return Invitation(
        public_id=public_id, sender=people[sender], recipient=people[recipient], note=luck.choice(NOTES),
        sent_at=at, last_proposed_at=at, **pair_columns(people[sender], people[recipient]),
    )  # fmt: skip


def _between_strangers(rows: list[Invitation]) -> list[Invitation]:
    ends = {row.low for row in rows}, {row.high for row in rows}
    known = set(Connection.objects.filter(owner__in=ends[0], other__in=ends[1]).values_list("owner", "other"))
    return [row for row in rows if (row.low, row.high) not in known]


def _send(rows: list[Invitation]) -> list[Invitation]:
    """But where the two have a live one already. Returns those that nobody has received yet."""
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    written = Invitation.objects.filter(public_id__in=[row.public_id for row in rows], reception=None)
    return list(written.open().with_people().order_by("pk"))


def _bring(rows: list[Invitation], luck: Random) -> None:
    Reception.objects.bulk_create(
        _reception(row, row.recipient, luck.random() < 1 / 3) for row in rows if row.recipient
    )


def _reception(row: Invitation, member: Member, archived: bool) -> Reception:
    return Reception(
        invitation=row, member=member, sender=row.sender, **pair_columns(row.sender, member),
        note=row.note, delivered_at=row.sent_at, arrived_at=row.sent_at, last_asked_at=row.sent_at,
        place=Reception.Place.ARCHIVE if archived else Reception.Place.INBOX,
        archived_at=row.sent_at if archived else None,
    )  # fmt: skip


def _public_id(seed: int, number: int) -> str:
    return sha256(f"{seed} {number}".encode()).hexdigest()[:16]
