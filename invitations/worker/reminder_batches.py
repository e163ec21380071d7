"""Takes the reminders that are due, many at once, in hand-written SQL: on PostgreSQL one statement for a batch.

`take_with_orm` is its twin in the ORM, which says what it does; a test compares the two. `Reception.no_reminder_reason` and
`policy.next_reminder` are the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from invitations import policy
from invitations.models import InvitationEvent, Reception

BATCH_SIZE = 2000
Row = tuple[int, int, bool, bool]
"""Reception, invitation, whether it is open, whether the reminder is wanted."""


@dataclass(frozen=True)
class Batch:
    """The receptions, by their keys, whose reminder day has come: to be reminded, or not although the invitation is open."""

    taken: int
    reminded: list[int]
    skipped: list[int]

    @classmethod
    def of(cls, rows: list[Row]) -> Batch:
        reminded = [reception for reception, _invitation, is_open, is_wanted in rows if is_open and is_wanted]
        skipped = [
            reception for reception, _invitation, is_open, is_wanted in rows if is_open and not is_wanted
        ]
        return cls(len(rows), reminded, skipped)


def take(now: datetime, limit: int) -> Batch:
    """Count up to `limit` due reminders, set the next day of each, and record an event of those that are to be sent.

    Several that are overdue for one reception count as one. Rows that another worker has locked are left to it. Call it in
    a transaction.
    """
    adapt = connection.ops.adapt_datetimefield_value
    values = {"now": adapt(now), "limit": limit, "reminded": InvitationEvent.Kind.REMINDED.value}
    values |= {f"since{day}": adapt(now - timedelta(days=day)) for day in policy.current().reminder_days}
    with connection.cursor() as cursor:
        return Batch.of(TAKE[connection.vendor](cursor, values))


def take_with_orm(now: datetime, limit: int) -> Batch:
    """The same, row by row."""
    due = Reception.objects.filter(next_reminder_at__lte=now).order_by("next_reminder_at", "pk")
    unlocked = due.select_for_update(skip_locked=True, of=("invitation", "self")).select_related("invitation")
    return Batch.of([_take_one(row, now) for row in unlocked[:limit]])


def _take_one(row: Reception, now: datetime) -> Row:
    is_open, is_wanted = row.invitation.is_open, row.no_reminder_reason is None
    row.next_reminder_at = policy.next_reminder(row.reminders_from, now) if is_open else None
    row.reminders_sent += is_open and is_wanted
    row.save(update_fields=["next_reminder_at", "reminders_sent"])
    if is_open and is_wanted:
        row.invitation.record(InvitationEvent.Kind.REMINDED, None)
    return row.pk, row.invitation_id, is_open, is_wanted


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
        SET next_reminder_at = CASE WHEN due.is_open THEN {next_day} END,
            reminders_sent = reminders_sent + CASE WHEN due.is_open AND due.is_wanted THEN 1 ELSE 0 END
        FROM due WHERE r.id = due.id
    ),
    recorded AS (
        INSERT INTO invitations_invitationevent (invitation_id, kind, reason, at)
        SELECT invitation_id, %(reminded)s, '', %(now)s FROM due WHERE is_open AND is_wanted
    )
    SELECT id, invitation_id, is_open, is_wanted FROM due
"""
CHANGED = """
    UPDATE invitations_reception SET next_reminder_at = {next_day}, reminders_sent = reminders_sent + {sent}
    WHERE id IN (SELECT value FROM json_each(%(keys)s))
"""
RECORDED = """
    INSERT INTO invitations_invitationevent (invitation_id, kind, reason, at)
    SELECT value, %(reminded)s, '', %(now)s FROM json_each(%(keys)s)
"""


def _take_in_one_statement(cursor: CursorWrapper, values: dict[str, Any]) -> list[Row]:
    day = "r.reminders_from + interval '{} days'"
    cursor.execute(IN_ONE_STATEMENT.format(due=DUE, next_day=_next_day(day)), values)
    return list(cursor.fetchall())


def _take_table_by_table(cursor: CursorWrapper, values: dict[str, Any]) -> list[Row]:
    """For SQLite, which changes one table in a statement, and whose transaction keeps all other workers out."""

    def execute(statement: str, keys: Iterable[int]) -> None:
        cursor.execute(statement, values | {"keys": json.dumps(list(keys))})

    cursor.execute(DUE, values)
    rows: list[Row] = list(cursor.fetchall())
    batch = Batch.of(rows)
    next_day = _next_day("date(substr(reminders_from, 1, 10), '+{} days') || substr(reminders_from, 11)")
    execute(CHANGED.format(next_day=next_day, sent=1), batch.reminded)
    execute(
        RECORDED, (invitation for _reception, invitation, is_open, is_wanted in rows if is_open and is_wanted)
    )
    if len(batch.reminded) < batch.taken:
        execute(CHANGED.format(next_day=next_day, sent=0), batch.skipped)
        execute(CHANGED.format(next_day="NULL", sent=0), (row[0] for row in rows if not row[2]))
    return rows


def _next_day(day: str) -> str:
    """`policy.next_reminder` as an expression. `day` is that of one reminder day; `since…` is so many days ago."""
    whens = [
        f"WHEN reminders_from > %(since{number})s THEN {day.format(number)}"
        for number in policy.current().reminder_days
    ]
    return f"CASE {' '.join(whens) or f'WHEN 1 = 0 THEN {day.format(0)}'} END"


TAKE = {"postgresql": _take_in_one_statement, "sqlite": _take_table_by_table}
