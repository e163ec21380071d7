"""Hand-written SQL of the outbox, where there are many rows. Each has a twin in the ORM, which says what it does; a test
compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from invitations.models import Reception
from network import clock
from notifications.choices import Kind
from notifications.models import Outbox


def write_reminders(receptions: Sequence[int], moments: Sequence[datetime]) -> None:
    """Write a waiting row for each of these receptions, given by their keys, to be sent at its moment."""
    with connection.cursor() as cursor:
        rows = ROWS[connection.vendor]
        cursor.execute(INSERT.format(rows=rows), _values(receptions, moments))


def write_reminders_with_orm(receptions: Sequence[int], moments: Sequence[datetime]) -> None:
    """The same with objects."""
    found = Reception.objects.select_related("invitation", "member").in_bulk(receptions)
    Outbox.objects.bulk_create(
        Outbox(
            key=f"{Kind.REMINDER}:{row.invitation.public_id}:{row.reminders_sent}", kind=Kind.REMINDER,
            member=row.member, address=row.member.email, language=row.member.language,
            invitation=row.invitation, next_at=next_at,
        )
        for row, next_at in zip(map(found.__getitem__, receptions), moments, strict=True)
    )  # fmt: skip


INSERT = """
    INSERT INTO notifications_outbox (
        key, kind, member_id, address, language, invitation_id, next_at, created_at,
        status, reason, details, attempts, message_id
    )
    SELECT %(kind)s || ':' || i.public_id || ':' || r.reminders_sent, %(kind)s, m.id, m.email, m.language, i.id,
        due.next_at, %(now)s, 'waiting', '', '', 0, ''
    FROM {rows}
    CROSS JOIN invitations_reception r
    CROSS JOIN invitations_invitation i
    CROSS JOIN members_member m
    WHERE r.id = due.id AND i.id = r.invitation_id AND m.id = r.member_id
"""
SENT = """
    UPDATE notifications_outbox
    SET status = 'sent', reason = '', details = '', next_at = NULL, sent_at = %s, address = %s, message_id = %s
    WHERE id = %s
"""
ROWS = {
    "postgresql": "(SELECT key::bigint AS id, value::timestamptz AS next_at FROM jsonb_each_text(%(rows)s::jsonb)) AS due",
    "sqlite": "(SELECT CAST(key AS INTEGER) AS id, value AS next_at FROM json_each(%(rows)s)) AS due",
}


def mark_sent(pk: int, sent_at: datetime, address: str, message_id: str) -> None:
    """Record that the e-mail of this row was sent."""
    with connection.cursor() as cursor:
        cursor.execute(SENT, (connection.ops.adapt_datetimefield_value(sent_at), address, message_id, pk))


def mark_sent_with_orm(pk: int, sent_at: datetime, address: str, message_id: str) -> None:
    """The same with the ORM."""
    Outbox.objects.filter(pk=pk).update(
        status=Outbox.Status.SENT, reason="", details="", next_at=None,
        sent_at=sent_at, address=address, message_id=message_id,
    )  # fmt: skip


def _values(receptions: Sequence[int], moments: Sequence[datetime]) -> dict[str, Any]:
    adapt = connection.ops.adapt_datetimefield_value
    texts = {moment: str(adapt(moment)) for moment in set(moments)}
    rows = {key: texts[moment] for key, moment in zip(receptions, moments, strict=True)}
    return {"kind": Kind.REMINDER.value, "now": adapt(clock.now()), "rows": json.dumps(rows)}
