"""Pending invitations for load tests: many rows in inboxes, archives and lists of sent invitations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from django.db import connection, transaction

from invitations.models import Invitation, InvitationEvent, Reception
from network import clock
from network.common.text import searchable
from network.loadtest import bulk, seeding

MAX_AGE = timedelta(days=150)
NOTES = (
    "",
    "",
    "We met at the fair.",
    "Your talk on paper was a joy.\nShall we stay in touch?",
    "تشرّفت بلقائك.",
)
SEARCH_TEXTS = dict(zip(NOTES, map(searchable, NOTES), strict=True))
COLUMNS = {
    "public_id": "varchar(22)", "sender_id": "bigint", "recipient_id": "bigint", "low": "bigint", "high": "bigint",
    "note": "text", "search_text": "text", "at": "timestamp with time zone", "place": "varchar(32)",
}  # fmt: skip
SHARED = {name: f"s.{name}" for name in ("sender_id", "low", "high", "note", "search_text")}
NOT_CONNECTED = (
    "NOT EXISTS (SELECT 1 FROM members_connection c WHERE c.owner_id = s.low AND c.other_id = s.high)"
)
CREATED = "invitations_invitation i ON i.public_id = s.public_id AND i.status = 'open'"
WITHOUT_RECEPTION = "NOT EXISTS (SELECT 1 FROM invitations_reception r WHERE r.invitation_id = i.id)"
WITHOUT_EVENT = "NOT EXISTS (SELECT 1 FROM invitations_invitationevent e WHERE e.invitation_id = i.id)"


def create_invitations(total: int, seed: int) -> Iterator[int]:
    """Create about `total` delivered invitations and yield the progress; existing ones are kept.

    Members with low numbers have the most. Nobody invites a connection, or somebody with whom an invitation is open.
    """
    member_pks, now = list(seeding.seeded_members(seed).values_list("pk", flat=True)), clock.now()
    for start in range(0, total, seeding.CHUNK_SIZE):
        stop = min(start + seeding.CHUNK_SIZE, total)
        rng = Random(f"invitations {seed} {start}")  # noqa: S311
        rows = [_row(_public_id(seed, n), member_pks, now, rng) for n in range(start, stop)]
        with transaction.atomic(), bulk.staged(COLUMNS, rows) as table:
            _insert(f"{table} s")
        yield stop


def _row(public_id: str, member_pks: list[int], now: datetime, rng: Random) -> tuple[Any, ...]:
    """The values of `COLUMNS`. Two in three are received by a member with a low number, the others are sent by one.

    One in three is in the archive.
    """
    popular, other = int(len(member_pks) * rng.random() ** 3), int(rng.random() * (len(member_pks) - 1))
    other += other >= popular
    recipient, sender = (popular, other) if rng.random() < 2 / 3 else (other, popular)
    pair = member_pks[sender], member_pks[recipient]
    note, at = rng.choice(NOTES), connection.ops.adapt_datetimefield_value(now - MAX_AGE * rng.random())
    place = Reception.Place.ARCHIVE if rng.random() < 1 / 3 else Reception.Place.INBOX
    return public_id, *pair, min(pair), max(pair), note, SEARCH_TEXTS[note], at, str(place)


def _insert(staged: str) -> None:
    """The sender's half, the recipient's half and the event, of those that may be sent and are not there yet."""
    sent = {
        "public_id": "s.public_id",
        "recipient_id": "s.recipient_id",
        "sent_at": "s.at",
        "last_proposed_at": "s.at",
    }
    bulk.insert_select(Invitation, SHARED | sent, f"{staged} WHERE {NOT_CONNECTED}")
    received = dict.fromkeys(("delivered_at", "last_delivered_at", "last_requested_at"), "s.at") | {
        "invitation_id": "i.id",
        "member_id": "s.recipient_id",
        "place": "s.place",
        "archived_at": "CASE s.place WHEN 'archive' THEN s.at END",
    }
    bulk.insert_select(Reception, SHARED | received, f"{staged} JOIN {CREATED} WHERE {WITHOUT_RECEPTION}")
    event = {
        "invitation_id": "i.id",
        "actor_id": "s.sender_id",
        "kind": f"'{InvitationEvent.Kind.SENT}'",
        "at": "s.at",
    }
    bulk.insert_select(InvitationEvent, event, f"{staged} JOIN {CREATED} WHERE {WITHOUT_EVENT}")


def _public_id(seed: int, number: int) -> str:
    return sha256(f"{seed} {number}".encode()).hexdigest()[:16]
