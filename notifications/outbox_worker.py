"""The worker's part of mail: claim a row, ask again whether it is still due, render, send, mark."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet

from invitations.choices import CancelReason
from invitations.worker.non_members import cancel_reason_for_non_member
from invitations.worker.schedule import cancel_reason_for_recipient, cancel_reason_for_sender
from network import clock
from notifications import emails
from notifications.choices import Kind, Reason
from notifications.delivery_errors import Verdict, classify, words
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import AccountEmail, EmailPreferences, Outbox, Suppression

log = logging.getLogger(__name__)
BATCH = 100


def send_all() -> int:
    """Send what is due, over one connection a batch; a row that fails is put off alone. Returns how many left."""
    sent = 0
    while ids := Outbox.objects.next_in_line(BATCH):
        connection = get_connection()
        sent += sum(send(pk, connection) for pk in ids)
        connection.close()
    return sent


def has_due() -> bool:
    return Outbox.objects.due().exists()


def send(pk: int, connection: BaseEmailBackend) -> bool:
    """Send one row, unless another worker has it or it is due no longer."""
    if not _claim(pk):
        return False
    row = Outbox.objects.select_related(
        "member", "invitation__sender", "invitation__recipient", "thread_message__author"
    ).get(pk=pk)
    if reason := _ask_again(row):
        status = Outbox.Status.SILENT if reason == Reason.SWITCHED_OFF else Outbox.Status.CANCELLED
        _finish(row, status, reason)
        return False
    return _send(row, connection)


def _send(row: Outbox, connection: BaseEmailBackend) -> bool:
    """A message that cannot be built fails for good; one that does not get through is judged, and the line hung up."""
    try:
        mail = emails.build(row)
    except Exception as fault:
        log.exception("Outbox row %s cannot be built.", row.key)
        _finish(row, Outbox.Status.FAILED, details=words(fault))
        return False
    mail.connection = connection
    if nobody := _open(connection):
        _not_sent(row, nobody, Verdict.SERVER_DOWN)
        return False
    try:
        mail.send()
    except Exception as fault:
        _not_sent(row, fault, classify(fault))
        connection.close()
        return False
    _note_as_sent(row, mail)
    return True


def _claim(pk: int) -> bool:
    """Take the row for the length of a lease: one statement, so one worker."""
    taken = (
        Outbox.objects.due()
        .order_by()
        .filter(pk=pk)
        .update(
            status=Outbox.Status.SENDING, attempts=F("attempts") + 1, next_at=clock.real_now() + Outbox.LEASE
        )
    )
    return bool(taken)


@transaction.atomic
def _ask_again(row: Outbox) -> Reason | CancelReason | None:
    """Why this must not be sent after all; None if it may. Mail to a sender depends on the sender's wishes alone."""
    mail_kind = MAIL_KINDS[Kind(row.kind)]
    if _names_somebody_gone(row):
        return CancelReason.ACCOUNT_GONE
    if row.kind == Kind.ACCOUNT:
        return Reason.TOO_LATE if row.created_at + AccountEmail.LIFE <= clock.now() else None
    preferences = EmailPreferences.objects.filter(member=row.member).first()
    if preferences and not preferences.wants(mail_kind.switch):
        return Reason.SWITCHED_OFF
    if mail_kind.is_stopped_by_bounces and (reason := Suppression.objects.cancel_reason(row.to_address)):
        return reason
    if mail_kind.audience == Audience.NON_MEMBER and row.invitation:
        return cancel_reason_for_non_member(row.invitation)
    if mail_kind.audience == Audience.RECIPIENT and row.invitation and row.member:
        return cancel_reason_for_recipient(row.invitation, row.member, reminder=row.kind == Kind.REMINDER)
    if mail_kind.audience == Audience.SENDER and row.member and row.subject_member:
        return cancel_reason_for_sender(row.member, row.subject_member)
    return None


def _names_somebody_gone(row: Outbox) -> bool:
    """Whether it is to a member who has left, or about one."""
    pair = (row.invitation.sender, row.invitation.recipient) if row.invitation else ()
    people = (row.member, row.thread_message.author if row.thread_message else None, *pair)
    return any(person is not None and person.leaving_at is not None for person in people)


def _held(row: Outbox) -> QuerySet[Outbox]:
    """The row while it is ours: when the lease has run out, another worker's word on it counts."""
    return Outbox.objects.filter(pk=row.pk, status=Outbox.Status.SENDING, attempts=row.attempts)


@transaction.atomic
def _finish(row: Outbox, status: Outbox.Status, reason: str = "", details: str = "") -> None:
    if _held(row).update(status=status, reason=reason, details=details, next_at=None):
        _forget_the_words(row)


@transaction.atomic
def _note_as_sent(row: Outbox, mail: EmailMessage) -> None:
    """Whoever has the row by now: it has left."""
    Outbox.objects.filter(pk=row.pk).update(
        status=Outbox.Status.SENT, reason="", details="", next_at=None, sent_at=clock.now(),
        address=mail.to[0], message_id=mail.extra_headers["Message-ID"],
    )  # fmt: skip
    _forget_the_words(row)


def _forget_the_words(row: Outbox) -> None:
    """The words of account mail go with it: the keys that they hold are for its reader alone."""
    if row.kind == Kind.ACCOUNT:
        AccountEmail.objects.filter(row=row).delete()


def _open(connection: BaseEmailBackend) -> Exception | None:
    """Why there is nobody to send it, if so."""
    try:
        connection.open()
    except Exception as fault:
        return fault
    return None


def _not_sent(row: Outbox, fault: Exception, verdict: Verdict) -> None:
    log.warning("Outbox row %s was not sent: %s", row.key, words(fault))
    if verdict == Verdict.FOR_GOOD or (verdict == Verdict.LATER and row.attempts >= Outbox.TRIES):
        return _finish(row, Outbox.Status.FAILED, details=words(fault))
    _put_off(row, fault)
    if verdict == Verdict.SERVER_DOWN:
        _pause(fault)
    return None


def _put_off(row: Outbox, fault: Exception) -> None:
    """Again in one minute, then two, four … up to a day."""
    delay = min(timedelta(minutes=2 ** min(row.attempts - 1, 11)), timedelta(days=1))
    _held(row).update(status=Outbox.Status.WAITING, next_at=clock.real_now() + delay, details=words(fault))


@transaction.atomic
def _pause(fault: Exception) -> None:
    """What else is due waits, without an attempt of its own: every row would hold up the worker for nothing."""
    free = Outbox.objects.due().select_for_update(skip_locked=True)
    Outbox.objects.filter(pk__in=free.values("pk")).update(
        next_at=clock.real_now() + Outbox.PAUSE, details=words(fault)
    )
