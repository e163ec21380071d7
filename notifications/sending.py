"""The worker's part of mail: claim a row, ask again whether it is still due, render, send, mark."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from invitations.approaching import why_not_asked
from invitations.due import why_not_due, why_not_told
from network import clock
from notifications import emails
from notifications.models import (
    TO_A_NEWCOMER,
    TO_THE_RECIPIENT,
    TO_THE_SENDER,
    EmailPreferences,
    Kind,
    Outbox,
)

log = logging.getLogger(__name__)
BATCH = 100


def send_all() -> int:
    """Send what is due, over one connection a batch; a row that fails is put off alone. Returns how many left."""
    sent = 0
    while ids := list(Outbox.objects.due().values_list("pk", flat=True)[:BATCH]):
        connection = get_connection()
        sent += sum(send(pk, connection) for pk in ids)
        connection.close()
    return sent


def something_is_due() -> bool:
    return Outbox.objects.due().exists()


def send(pk: int, connection: BaseEmailBackend) -> bool:
    """Send one row, unless another worker has it or it is due no longer."""
    if not _claim(pk):
        return False
    row = Outbox.objects.select_related(
        "member", "invitation__sender", "invitation__recipient", "said__author"
    ).get(pk=pk)
    if reason := _ask_again(row):
        status = Outbox.Status.SILENT if reason == SWITCHED_OFF else Outbox.Status.CANCELLED
        _finish(row, status, reason)
        return False
    return _send(row, connection)


def _send(row: Outbox, connection: BaseEmailBackend) -> bool:
    """A message that cannot be built fails for good; one that cannot be sent is put off, and the line is hung up."""
    try:
        mail = emails.build(row)
    except Exception as fault:
        log.exception("Outbox row %s cannot be built.", row.key)
        _finish(row, Outbox.Status.FAILED, _words(fault))
        return False
    mail.connection = connection
    try:
        connection.open()
        mail.send()
    except Exception as fault:
        log.exception("Outbox row %s could not be sent.", row.key)
        _put_off(row, fault)
        connection.close()
        return False
    message_id = mail.extra_headers["Message-ID"]
    _finish(row, Outbox.Status.SENT, address=mail.to[0], sent_at=clock.now(), message_id=message_id)
    return True


SWITCHED_OFF = "switched off"


def _claim(pk: int) -> bool:
    """Take the row for the length of a lease: one statement, so one worker."""
    taken = (
        Outbox.objects.due()
        .order_by()
        .filter(pk=pk)
        .update(status=Outbox.Status.SENDING, attempts=F("attempts") + 1, next_at=clock.wall() + Outbox.LEASE)
    )
    return bool(taken)


@transaction.atomic
def _ask_again(row: Outbox) -> str:
    """Why this must not leave after all; empty if it may. Mail to a sender obeys the sender's own wishes alone."""
    preferences = EmailPreferences.objects.filter(member=row.member).first()
    if preferences and not preferences.want(row.kind):
        return SWITCHED_OFF
    if row.kind in TO_A_NEWCOMER and row.invitation:
        return why_not_asked(row.invitation)
    if row.kind in TO_THE_RECIPIENT and row.invitation and row.member:
        return why_not_due(row.invitation, row.member, reminder=row.kind == Kind.REMINDER)
    if row.kind in TO_THE_SENDER and row.member and row.told_of:
        return why_not_told(row.member, row.told_of)
    return ""


def _finish(row: Outbox, status: Outbox.Status, reason: str = "", **values: object) -> None:
    Outbox.objects.filter(pk=row.pk).update(status=status, reason=reason, next_at=None, **values)


def _put_off(row: Outbox, fault: Exception) -> None:
    """Again in one minute, then two, four … up to a day."""
    delay = min(timedelta(minutes=2 ** min(row.attempts - 1, 11)), timedelta(days=1))
    Outbox.objects.filter(pk=row.pk).update(
        status=Outbox.Status.WAITING, next_at=clock.wall() + delay, reason=_words(fault)
    )


def _words(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:120]
