"""Takes the reminders that are due, many at once, in hand-written SQL: one statement on PostgreSQL, three on SQLite.

`take_with_orm` is its twin in the ORM, which says what it does; a test compares the two. `no_reminder_reason` and
`policy.next_reminder` are the rules.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from invitations import policy
from invitations.models import InvitationEvent, Reception

BATCH_SIZE = 2000


@dataclass
class Batch:
    """The receptions, by their keys, whose reminder day has come: to be reminded, or not although the invitation is open."""

    taken: int = 0
    reminded: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)

    def add(self, key: int, is_open: bool, is_wanted: bool) -> None:
        self.taken += 1
        if is_open:
            (self.reminded if is_wanted else self.skipped).append(key)


def take(now: datetime, limit: int = BATCH_SIZE) -> Batch:
    """Count up to `limit` due reminders, set the next day of each, and record an event of those that are to be sent.

    Several that are overdue for one reception count as one. Rows that another worker has locked are left to it. Call it in
    a transaction.
    """
    batch = Batch()
    values = {
        "now": connection.ops.adapt_datetimefield_value(now), "limit": limit, "reminded": InvitationEvent.Kind.REMINDED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        rows = _take_in_one_statement if connection.vendor == "postgresql" else _take_in_three_statements
        for row in rows(cursor, values):
            batch.add(*row)
    return batch


def take_with_orm(now: datetime, limit: int = BATCH_SIZE) -> Batch:
    """The same row by row."""
    due = Reception.objects.filter(next_reminder_at__lte=now).order_by("next_reminder_at", "pk")
    unlocked = due.select_for_update(skip_locked=True, of=("invitation", "self")).select_related("invitation")
    batch = Batch()
    for row in unlocked[:limit]:
        is_open, is_wanted = row.invitation.is_open, row.no_reminder_reason is None
        batch.add(row.pk, is_open, is_wanted)
        row.next_reminder_at = policy.next_reminder(row.reminders_from, now) if is_open else None
        row.reminders_sent += is_open and is_wanted
        row.save(update_fields=["next_reminder_at", "reminders_sent"])
        if is_open and is_wanted:
            row.invitation.record(InvitationEvent.Kind.REMINDED, None)
    return batch


DUE = """
    SELECT r.id, r.invitation_id, i.status = 'open' AS is_open, r.ended_at IS NULL AND r.refused_at IS NULL
        AND NOT r.reminders_stopped AND (r.place <> 'inbox' OR r.replied_at IS NULL) AS is_wanted
    FROM invitations_reception r JOIN invitations_invitation i ON i.id = r.invitation_id
    WHERE r.next_reminder_at <= %(now)s ORDER BY r.next_reminder_at, r.id LIMIT %(limit)s
"""
IN_ONE_STATEMENT = """
    WITH due AS MATERIALIZED ({due} FOR UPDATE OF i, r SKIP LOCKED),
    changed AS (
        UPDATE invitations_reception r
        SET next_reminder_at = CASE WHEN due.is_open THEN {next} END,
            reminders_sent = r.reminders_sent + CASE WHEN due.is_open AND due.is_wanted THEN 1 ELSE 0 END
        FROM due WHERE r.id = due.id
    ),
    recorded AS (
        INSERT INTO invitations_invitationevent (invitation_id, kind, reason, at)
        SELECT invitation_id, %(reminded)s, '', %(now)s FROM due WHERE is_open AND is_wanted
    )
    SELECT id, is_open, is_wanted FROM due
"""
ROWS = """
    (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS invitation_id,
        json_extract(value, '$[2]') AS is_open, json_extract(value, '$[3]') AS is_wanted FROM json_each(%(rows)s)) AS due
"""
CHANGED = """
    UPDATE invitations_reception AS r
    SET next_reminder_at = CASE WHEN due.is_open THEN {next} END,
        reminders_sent = reminders_sent + (due.is_open AND due.is_wanted)
    FROM {rows} WHERE r.id = due.id
"""
RECORDED = """
    INSERT INTO invitations_invitationevent (invitation_id, kind, reason, at)
    SELECT invitation_id, %(reminded)s, '', %(now)s FROM {rows} WHERE is_open AND is_wanted
"""


def _take_in_one_statement(cursor: CursorWrapper, values: dict[str, Any]) -> list[Any]:
    cursor.execute(
        IN_ONE_STATEMENT.format(due=DUE, next=_next("r.reminders_from + interval '{} days'")), values
    )
    return list(cursor.fetchall())


def _take_in_three_statements(cursor: CursorWrapper, values: dict[str, Any]) -> list[Any]:
    """SQLite changes one table in a statement, and its transaction keeps all other workers out."""
    cursor.execute(DUE, values)
    rows = cursor.fetchall()
    if rows:
        cursor.execute(CHANGED.format(rows=ROWS, next=_next(SQLITE_DAY)), values | {"rows": json.dumps(rows)})
        cursor.execute(RECORDED.format(rows=ROWS), values | {"rows": json.dumps(rows)})
    return [(key, is_open, is_wanted) for key, _invitation, is_open, is_wanted in rows]


SQLITE_DAY = "date(substr(r.reminders_from, 1, 10), '+{} days') || substr(r.reminders_from, 11)"
"""A text, in which the time of day stays as it is."""


def _next(day: str) -> str:
    """`policy.next_reminder` as an expression; `day` is that of one reminder day."""
    whens = [f"WHEN {at} > %(now)s THEN {at}" for at in map(day.format, policy.REMINDER_DAYS)]
    return f"CASE {' '.join(whens)} END" if whens else "NULL"
