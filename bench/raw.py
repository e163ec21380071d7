"""Sending and accepting as hand-written SQL through the driver: the same reads, locks and rows as the verbs write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import Model
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from bench.driver import for_driver, moment, raw_cursor
from invitations.models import Delivery, Invitation, InvitationEvent
from network import clock
from network.common.text import searchable
from network.members.models import Member
from notifications.models import Outbox

KNOWN_BETWEEN = """
SELECT id, sender_id, status FROM invitations_invitation WHERE id IN (
    SELECT id FROM invitations_invitation WHERE low = %s AND high = %s
    UNION SELECT invitation_id FROM invitations_reception WHERE member_id = %s AND sender_id = %s AND ended_at IS NULL)"""
SPEND = """
UPDATE invitations_allowance SET used = %s, recent = %s WHERE member_id = %s AND NOT EXISTS (
    SELECT 1 FROM invitations_block WHERE blocker_id = %s AND blocked_id = %s AND lifted_at IS NULL)"""
RECEPTION = """
SELECT r.place, r.refused_at, r.news_at, i.status, i.address, i.public_id, m.email, m.language
FROM invitations_reception r JOIN invitations_invitation i ON i.id = r.invitation_id
JOIN members_member m ON m.id = r.sender_id
WHERE r.id = %s AND r.member_id = %s AND r.ended_at IS NULL AND i.status = 'open' AND m.is_active"""
ACCEPT = """
UPDATE invitations_invitation SET status = 'accepted', recipient_id = %s, low = %s, high = %s, accepted_at = %s,
    news_at = %s WHERE id = %s"""
CONNECT = "INSERT INTO members_connection (owner_id, other_id, since) VALUES (%s, %s, %s), (%s, %s, %s)"
LOCK_MEMBERS = "SELECT id FROM members_member WHERE id IN (%s, %s) ORDER BY id FOR NO KEY UPDATE"
COUNT_CONNECTION = "UPDATE members_member SET degree = degree + 1 WHERE id IN (%s, %s)"


class Insert:
    """An INSERT into the table of a model: `columns` are given with each row, all others have their defaults."""

    def __init__(self, model: type[Model], columns: str, returning: bool = False) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        fields = [
            field
            for field in fields
            if not (field.primary_key and field.get_internal_type() == "BigAutoField")
        ]
        given = columns.split()
        others = [field for field in fields if field.column not in given]
        names = ", ".join([*given, *(field.column for field in others)])
        marks = ", ".join(["%s"] * len(fields))
        table = model._meta.db_table
        self.sql = for_driver(f"INSERT INTO {table} ({names}) VALUES ({marks})" + " RETURNING id" * returning)
        self.defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)

    def run(self, cursor: Any, *values: object) -> Any:
        return cursor.execute(self.sql, values + self.defaults)


class RawVerbs:
    """Both verbs, for the rows that the project's own verbs take."""

    def __init__(self) -> None:
        is_postgresql = connection.vendor == "postgresql"
        lock = " FOR UPDATE" if is_postgresql else ""
        self.begin = "BEGIN" if is_postgresql else "BEGIN IMMEDIATE"
        self.allowance = for_driver(
            "SELECT used, recent, restricted_at FROM invitations_allowance WHERE member_id = %s" + lock
        )
        self.known_between, self.spend = for_driver(KNOWN_BETWEEN), for_driver(SPEND)
        self.reception = for_driver(RECEPTION + (" FOR UPDATE OF i, r" if is_postgresql else ""))
        self.accept_sql, self.connect, self.count = (
            for_driver(ACCEPT),
            for_driver(CONNECT),
            for_driver(COUNT_CONNECTION),
        )
        self.lock_members = LOCK_MEMBERS if is_postgresql else ""
        self.invitation = Insert(
            Invitation,
            "public_id sender_id recipient_id low high note search_text sent_at last_proposed_at",
            returning=True,
        )
        self.event = Insert(InvitationEvent, "invitation_id kind actor_id at")
        self.delivery = Insert(Delivery, "invitation_id kind requested_at")
        self.task = Insert(
            DBTaskResult, "id status enqueued_at args_kwargs task_path worker_ids run_after backend_name"
        )
        self.outbox = Insert(Outbox, "key kind member_id address language invitation_id next_at created_at")

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        cursor = raw_cursor()
        cursor.execute(self.begin)
        yield cursor
        cursor.execute("COMMIT")

    def send(self, sender: Member, recipient: Member, note: str) -> None:
        a, b = sender.pk, recipient.pk
        low, high = min(a, b), max(a, b)
        with self.transaction() as cursor:
            now = clock.now()
            at = moment(now)
            used, recent, _restricted_at = cursor.execute(self.allowance, (a,)).fetchone()
            if cursor.execute(self.known_between, (low, high, a, b)).fetchall():
                raise RuntimeError("the pair is not new")
            since = (now - timedelta(days=7)).isoformat()
            recent = json.loads(recent) if isinstance(recent, str) else recent
            spent = json.dumps([*(one for one in recent if one > since), now.isoformat()])
            cursor.execute(self.spend, (used + 1, spent, a, a, b))
            key = self.invitation.run(
                cursor, get_random_string(16), a, b, low, high, note, searchable(note), at, at
            ).fetchone()[0]
            self.event.run(cursor, key, "sent", a, at)
            self.delivery.run(cursor, key, "invitation", at)
            self._enqueue(cursor, "invitations.tasks.deliver", at)

    def accept(self, pk: int, member_id: int, sender_id: int, invitation_id: int) -> None:
        a, b = sender_id, member_id
        with self.transaction() as cursor:
            at = moment(clock.now())
            row = cursor.execute(self.reception, (pk, b)).fetchone()
            _place, _refused_at, _news_at, _status, _address, public_id, email, language = row
            cursor.execute(self.accept_sql, (b, min(a, b), max(a, b), at, at, invitation_id))
            cursor.execute(self.connect, (a, b, at, b, a, at))
            if self.lock_members:
                cursor.execute(self.lock_members, (a, b))
            cursor.execute(self.count, (a, b))
            self.event.run(cursor, invitation_id, "accepted", b, at)
            self.outbox.run(
                cursor, f"accepted:{public_id}", "accepted", a, email, language, invitation_id, at, at
            )
            self._enqueue(cursor, "notifications.tasks.send_mail", at)

    def _enqueue(self, cursor: Any, path: str, at: Any) -> None:
        key = uuid4()
        arguments = '{"args": [], "kwargs": {}}'
        key = key if connection.vendor == "postgresql" else key.hex
        self.task.run(cursor, key, "READY", at, arguments, path, "[]", "9999-01-01 00:00:00", "default")
