"""Reminders that are due, and two other ways to send them: row by row, and as SQL statements alone."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from bench.driver import for_driver, moment, raw_cursor
from invitations.models import InvitationEvent, Reception
from network import clock
from notifications.models import Outbox

AGE = timedelta(days=8)
DUE = "r.next_reminder_at <= %s AND NOT r.reminders_stopped AND r.ended_at IS NULL AND i.status = 'open'"
INSERT_EVENTS = "INSERT INTO invitations_invitationevent (invitation_id, kind, reason, at) SELECT invitation_id, 'reminded', '', %s"
INSERT_MAILS = """
INSERT INTO notifications_outbox (key, kind, member_id, address, language, invitation_id, status, reason, details, attempts,
    next_at, created_at, message_id)
SELECT 'reminder:' || i.public_id || ':' || {sent}, 'reminder', m.id, m.email, m.language, i.id, 'waiting', '', '', 0, %s, %s, ''"""
JOINS = """
FROM invitations_reception r JOIN invitations_invitation i ON i.id = r.invitation_id JOIN members_member m ON m.id = r.member_id"""
UPDATE = "UPDATE invitations_reception SET reminders_sent = reminders_sent + 1, next_reminder_at = %s"
IN_ONE = f"""
WITH due AS (SELECT r.id {JOINS} WHERE {DUE} FOR UPDATE OF r, i SKIP LOCKED),
reminded AS ({UPDATE} WHERE id IN (SELECT id FROM due) RETURNING id, invitation_id, member_id, reminders_sent),
events AS ({INSERT_EVENTS} FROM reminded)
{INSERT_MAILS.format(sent="r.reminders_sent")}
FROM reminded r JOIN invitations_invitation i ON i.id = r.invitation_id JOIN members_member m ON m.id = r.member_id"""


def make_due(number: int) -> None:
    """So many receptions of the inboxes have a reminder due now; all others have none."""
    now = clock.now()
    Reception.objects.filter(next_reminder_at__isnull=False).update(next_reminder_at=None)
    inbox = Reception.objects.filter(place=Reception.Place.INBOX, ended_at=None, reminders_stopped=False)
    ids = inbox.filter(invitation__status="open").order_by("pk").values("pk")[:number]
    Reception.objects.filter(pk__in=ids).update(
        next_reminder_at=now - timedelta(minutes=1), reminders_from=now - AGE
    )


def count_due() -> int:
    return Reception.objects.filter(next_reminder_at__lte=clock.now()).count()


def row_by_row() -> None:
    """Each in a transaction of its own, as objects of the models."""
    for pk in list(Reception.objects.filter(next_reminder_at__lte=clock.now()).values_list("pk", flat=True)):
        with transaction.atomic():
            locked = Reception.objects.select_for_update(of=("self", "invitation"))
            row = locked.select_related("invitation", "member").get(pk=pk)
            row.reminders_sent, row.next_reminder_at = row.reminders_sent + 1, clock.now() + AGE
            row.save(update_fields=["reminders_sent", "next_reminder_at"])
            InvitationEvent.objects.create(
                invitation=row.invitation, kind=InvitationEvent.Kind.REMINDED, at=clock.now()
            )
            Outbox.objects.create(
                key=f"reminder:{row.invitation.public_id}:{row.reminders_sent}", kind="reminder", member=row.member,
                address=row.member.email, language=row.member.language, invitation=row.invitation,
            )  # fmt: skip


def in_sql() -> None:
    """All that are due: one statement of PostgreSQL, or three of SQLite in one transaction."""
    cursor, now = raw_cursor(), clock.now()
    at, later = moment(now), moment(now + AGE)
    if connection.vendor == "postgresql":
        cursor.execute(IN_ONE, (at, later, at, at, at))
        return
    cursor.execute("BEGIN IMMEDIATE")
    mails = INSERT_MAILS.format(sent="(r.reminders_sent + 1)")
    cursor.execute(for_driver(f"{mails} {JOINS} WHERE {DUE}"), (at, at, at))
    cursor.execute(
        for_driver(f"{INSERT_EVENTS} FROM (SELECT r.invitation_id {JOINS} WHERE {DUE}) AS due"), (at, at)
    )
    cursor.execute(for_driver(f"{UPDATE} WHERE id IN (SELECT r.id {JOINS} WHERE {DUE})"), (later, at))
    cursor.execute("COMMIT")
