"""The recorded history as one stream in order of time. Each row is (moment, order at that moment, what, values)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from invitations.models import (
    AllowanceChange,
    Delivery,
    InvitationEvent,
    PolicyChange,
    Refusal,
    RefusedSend,
    RestrictionRun,
)
from notifications.choices import Kind
from notifications.models import Outbox

CHUNK_SIZE = 2000
PROPOSALS = (Delivery.Kind.INVITATION, Delivery.Kind.FOLLOW_UP)
REACHED = (Delivery.Outcome.DELIVERED, Delivery.Outcome.MERGED)
MAILS = (Kind.INVITATION, Kind.FOLLOW_UP, Kind.REMINDER, Kind.JOIN)


class Row(NamedTuple):
    """Something that was recorded. `order` decides between rows of one moment."""

    at: datetime
    order: tuple[int, int]
    what: str
    values: tuple[Any, ...]


def read() -> Iterator[Row]:
    """Everything that a replay reads, a chunk at a time."""
    events = InvitationEvent.objects.exclude(kind__in=("delivered", "not_delivered", "mailed", "reminded"))
    outbox = Outbox.objects.filter(kind__in=MAILS, invitation__isnull=False)
    reached = Delivery.objects.filter(kind__in=PROPOSALS, outcome__in=REACHED)
    return heapq.merge(
        _rows(0, "policy", PolicyChange.objects.all(), "at", "number"),
        _rows(1, "allowance", AllowanceChange.objects.all(), "at", "member", "kind", "old_limit", "old_weekly_limit", "limit", "weekly_limit", "lifts"),
        _rows(2, "voided", Refusal.objects.exclude(voided_at=None), "voided_at", "refuser", "refused", "at"),
        _rows(3, "refusal", Refusal.objects.all(), "at", "refuser", "refused"),
        _rows(4, "run", RestrictionRun.objects.all(), "at"),
        _rows(5, "event", events, "at", "invitation", "kind", "actor", "invitation__sender", "invitation__sender__time_zone", "invitation__accepted_at", "invitation__recipient__left_at"),
        _rows(6, "delivery", reached, "decided_at", "invitation", "invitation__sender", "member", "requested_at", "outcome", "kind", "invitation__reception__reminders_from", "invitation__reception"),
        _rows(7, "mail", outbox, "created_at", "invitation", "kind", "status", "reason", "member"),
        _rows(8, "refused", RefusedSend.objects.all(), "at", "member", "kind", "limit"),
    )  # fmt: skip


def _rows(order: int, what: str, rows: QuerySet[Any], at: str, *columns: str) -> Iterator[Row]:
    found: Iterable[tuple[Any, ...]] = rows.order_by(at, "pk").values_list(at, "pk", *columns)
    stream = found.iterator(chunk_size=CHUNK_SIZE)  # type: ignore[attr-defined]
    for number, (moment, _key, *values) in enumerate(stream):
        yield Row(moment, (order, number), what, tuple(values))
