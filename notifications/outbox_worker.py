"""The worker's part of the outbox: claim a row, check that it is still wanted, render it, send it, mark it as sent."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, cast

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet

from invitations.choices import CancelReason
from invitations.models import Invitation
from invitations.worker.cancel_reasons import AboutInvitation, for_non_members, for_recipients, for_senders
from network import clock
from network.common.jobs import STALL_AFTER, Job, retry_delay
from network.members.models import Member
from notifications import emails, statements
from notifications.choices import Kind, Reason
from notifications.delivery_errors import Verdict, classify, describe
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import AccountEmail, EmailPreferences, MailPause, Outbox, Suppression

log = logging.getLogger(__name__)
CHUNK_SIZE = 100
GROUP_SIZE = 50
"""So many rows are claimed and checked together: what is cancelled while a group leaves may still be sent."""

Reasons = dict[int, Reason | CancelReason | None]


class OutboxJob(Job):
    """Sends the e-mails that are due; a row that fails is postponed by itself."""

    name = "outbox"
    task = "notifications.tasks.send_mail"

    def due(self) -> QuerySet[Outbox]:
        return Outbox.objects.due()

    def stalled(self) -> QuerySet[Outbox]:
        """Overdue although mail does not pause; when a pause ends, its rows are due anew."""
        overdue = Outbox.objects.overdue(STALL_AFTER)
        return overdue.exclude(Exists(MailPause.objects.explaining_delays()))

    def run(self) -> int:
        """Send what is due, over one connection per chunk. Returns how many were sent."""
        sent = 0
        while ids := Outbox.objects.next_ids(CHUNK_SIZE):
            sent += _send_chunk(ids)
        return sent


def _send_chunk(ids: list[int]) -> int:
    """Send these rows, in groups. After an outage one by one: the first that leaves wakes all others."""
    outage = MailPause.objects.outages()
    connection = get_connection()
    sent = 0
    while ids:
        was_down = outage.exists()
        size = 1 if was_down else GROUP_SIZE
        group, ids = ids[:size], ids[size:]
        sent += (sent_now := _send_group(group, connection))
        if was_down and sent_now:
            Outbox.objects.resume(outage)
    connection.close()
    return sent


def _send_group(ids: list[int], connection: BaseEmailBackend) -> int:
    """Claim these rows together, check them, send those that are still wanted. Returns how many were sent.

    What is claimed and cannot leave now is put back: the check was too long ago, or all mail pauses.
    """
    start_before = clock.database_now() + Outbox.CHECKED_FOR
    rows = _wanted(_claim(*ids))
    sent = 0
    for number, row in enumerate(rows):
        if clock.database_now() > start_before:
            _put_back(rows[number:])
            break
        if _send(row, connection):
            sent += 1
        elif MailPause.objects.in_force().exists():
            _put_back(rows[number + 1 :])
            break
    return sent


job = OutboxJob()


def oldest_due() -> timedelta | None:
    """How long the oldest e-mail that should have left has been due, or None."""
    next_at = Outbox.objects.due().order_by("next_at").values_list("next_at", flat=True).first()
    return clock.database_now() - next_at if next_at else None


def send(pk: int, connection: BaseEmailBackend) -> bool:
    """Send one row. Returns False if another worker has it, it is no longer wanted, or sending failed."""
    return bool(_send_group([pk], connection))


def _send(row: Outbox, connection: BaseEmailBackend) -> bool:
    """Build and send the message. One that cannot be built fails for good; after an error the connection is closed."""
    try:
        mail = emails.build(row)
    except Exception as error:
        log.exception("Outbox row %s cannot be built.", row.key)
        _finish(row, Outbox.Status.FAILED, details=describe(error))
        return False
    mail.connection = connection
    if connection_error := _open(connection):
        _handle_failure(row, connection_error, Verdict.SERVER_DOWN)
        return False
    try:
        mail.send()
    except Exception as error:
        _handle_failure(row, error, classify(error))
        connection.close()
        return False
    _mark_sent(row, mail)
    return True


@transaction.atomic
def _claim(*ids: int) -> list[Outbox]:
    """Claim those of these rows that are due, for the length of a lease; loaded, in this order. Another worker skips them."""
    due = Outbox.objects.due().order_by().filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",))
    rows = sorted(
        due.select_related("member", "invitation__sender", "invitation__recipient", "thread_message__author"),
        key=lambda row: ids.index(row.pk),
    )
    claimed = Outbox.objects.filter(pk__in=[row.pk for row in rows])
    next_at = clock.database_now() + Outbox.LEASE
    claimed.update(status=Outbox.Status.SENDING, attempts=F("attempts") + 1, next_at=next_at)
    for row in rows:
        row.status, row.attempts, row.next_at = Outbox.Status.SENDING, row.attempts + 1, next_at
    return rows


def _wanted(rows: list[Outbox]) -> list[Outbox]:
    """The claimed rows that may still be sent. The others are finished."""
    reasons = _cancel_reasons(rows)
    for row in rows:
        if reason := reasons[row.pk]:
            status = Outbox.Status.SILENT if reason == Reason.SWITCHED_OFF else Outbox.Status.CANCELLED
            _finish(row, status, reason)
    return [row for row in rows if reasons[row.pk] is None]


@transaction.atomic
def _cancel_reasons(rows: list[Outbox]) -> Reasons:
    """For each row, by its key, why it must not be sent after all; None if it may be sent."""
    reasons = _reasons_of_their_own(rows)
    open_rows = [
        row for row in rows if reasons[row.pk] is None and row.invitation and row.kind != Kind.ACCOUNT
    ]
    by_audience = {
        each: [row for row in open_rows if MAIL_KINDS[Kind(row.kind)].audience == each] for each in Audience
    }
    recipients, senders = by_audience[Audience.RECIPIENT], by_audience[Audience.SENDER]
    about = [
        AboutInvitation(cast(Invitation, row.invitation), cast(Member, row.member), row.kind == Kind.REMINDER)
        for row in recipients
    ]
    reasons |= zip(_keys(recipients), for_recipients(about) if about else [], strict=True)
    pairs = [(cast(Member, row.member), row.subject_member) for row in senders]
    reasons |= zip(_keys(senders), for_senders(pairs) if pairs else [], strict=True)
    non_members = by_audience[Audience.NON_MEMBER]
    typed = [cast(Invitation, row.invitation) for row in non_members]
    reasons |= zip(_keys(non_members), for_non_members(typed) if typed else [], strict=True)
    return reasons


def _reasons_of_their_own(rows: list[Outbox]) -> Reasons:
    """The reasons that follow from reader and address, whatever the e-mail is about."""
    preferences = EmailPreferences.objects.in_bulk({row.member_id for row in rows if row.member_id})
    respecting = {row.to_address for row in rows if MAIL_KINDS[Kind(row.kind)].respects_suppressions}
    suppressed = Suppression.objects.cancel_reasons(respecting) if respecting else {}

    def reason_for(row: Outbox) -> Reason | CancelReason | None:
        mail_kind = MAIL_KINDS[Kind(row.kind)]
        if _names_deleted_account(row):
            return CancelReason.ACCOUNT_GONE
        if row.kind == Kind.ACCOUNT:
            return Reason.TOO_LATE if row.created_at + AccountEmail.LIFE <= clock.now() else None
        own = preferences.get(row.member_id)
        if own and not own.wants(mail_kind.switch):
            return Reason.SWITCHED_OFF
        return suppressed.get(row.to_address) if mail_kind.respects_suppressions else None

    return {row.pk: reason_for(row) for row in rows}


def _keys(rows: list[Outbox]) -> list[int]:
    return [row.pk for row in rows]


def _names_deleted_account(row: Outbox) -> bool:
    """Whether it is to or about a member who deletes, or has deleted, the account."""
    pair = (row.invitation.sender, row.invitation.recipient) if row.invitation else ()
    members = (row.member, row.thread_message.author if row.thread_message else None, *pair)
    return any(member is not None and member.left_at is not None for member in members)


def _claimed(*rows: Outbox) -> QuerySet[Outbox]:
    """The rows, if this worker still has them: after the lease another worker may have claimed them."""
    of_this_worker = (Q(pk=row.pk, attempts=row.attempts) for row in rows)
    return Outbox.objects.filter(reduce(or_, of_this_worker), status=Outbox.Status.SENDING)


def _finish(row: Outbox, status: Outbox.Status, reason: str = "", details: str = "") -> None:
    """Record that it is not sent. The stored text of account mail, whose links give access to an account, is deleted with it."""
    outcome = {"status": status, "reason": reason, "details": details, "next_at": None}
    if row.kind != Kind.ACCOUNT:
        _claimed(row).update(**outcome)
        return
    with transaction.atomic():
        if _claimed(row).update(**outcome):
            AccountEmail.objects.filter(row=row).delete()


def _mark_sent(row: Outbox, mail: EmailMessage) -> None:
    """Mark it as sent, even if another worker has claimed the row since: the e-mail has been sent."""
    outcome = clock.now(), mail.to[0], mail.extra_headers["Message-ID"]
    if row.kind != Kind.ACCOUNT:
        statements.mark_sent(row.pk, *outcome)
        return
    with transaction.atomic():
        statements.mark_sent(row.pk, *outcome)
        AccountEmail.objects.filter(row=row).delete()


def _open(connection: BaseEmailBackend) -> Exception | None:
    """Open the connection and return the error, if there is one."""
    try:
        connection.open()
    except Exception as error:
        return error
    return None


def _handle_failure(row: Outbox, error: Exception, verdict: Verdict) -> None:
    log.warning("Outbox row %s was not sent: %s", row.key, describe(error))
    if verdict == Verdict.SERVER_DOWN:
        _put_back([row], details=describe(error))
        MailPause.objects.record_failure(describe(error))
    elif verdict == Verdict.PERMANENT or _is_exhausted(row, verdict):
        _finish(row, Outbox.Status.FAILED, details=describe(error))
    else:
        next_at = clock.database_now() + _retry_after(row, verdict)
        _claimed(row).update(status=Outbox.Status.WAITING, next_at=next_at, details=describe(error))
        if Outbox.objects.all_refused():
            MailPause.objects.record_failure(describe(error))


def _put_back(rows: list[Outbox], **values: Any) -> None:
    """Nothing was learnt about these e-mails: they are as due as before, and the attempt does not count."""
    if rows:
        as_before = {"status": Outbox.Status.WAITING, "attempts": F("attempts") - 1}
        _claimed(*rows).update(**as_before, next_at=clock.database_now(), **values)


def _is_exhausted(row: Outbox, verdict: Verdict) -> bool:
    """Whether to give up: after so many attempts and, where they are close together, so many days."""
    if row.attempts < Outbox.MAX_ATTEMPTS:
        return False
    return not _is_urgent(row, verdict) or row.created_at <= clock.now() - Outbox.TRIED_FOR


def _is_urgent(row: Outbox, verdict: Verdict) -> bool:
    return verdict == Verdict.INTERRUPTED or row.kind == Kind.ACCOUNT


def _retry_after(row: Outbox, verdict: Verdict) -> timedelta:
    longest = (
        Outbox.RETRY_AFTER_INTERRUPTION if verdict == Verdict.INTERRUPTED else Outbox.RETRY_ACCOUNT_MAIL_AFTER
    )
    delay = retry_delay(row.attempts)
    return min(delay, longest) if _is_urgent(row, verdict) else delay
