"""The worker's part of the outbox: claim a row, check that it is still wanted, render it, send it, mark it as sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, cast

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet

from invitations.choices import CancelReason
from invitations.models import NonMember
from invitations.worker.non_members import cancel_reason_for_non_member
from invitations.worker.schedule import cancel_reason_for_recipient, cancel_reason_for_sender
from network import clock
from network.common.admin_start import waiting_for
from network.common.call_stack import in_one_chunk
from network.common.jobs import STALL_AFTER, Job, retry_delay
from network.members.models import ImportedPerson, Member
from notifications import claimed_rows, emails, statements
from notifications.choices import Kind, Reason
from notifications.claimed_rows import Claim, ClaimedRow
from notifications.delivery_errors import Verdict, classify, describe
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import AccountEmail, EmailPreferences, MailPause, Outbox, Suppression

log = logging.getLogger(__name__)
CHUNK_SIZE = 100
GROUP_SIZE = 50
"""So many rows are claimed together; each is checked right before it is sent."""


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

    @in_one_chunk
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
    """Claim these rows together, then check and send one after another. Returns how many were sent.

    What is claimed and cannot leave now is put back: the lease has begun too long ago, or all mail pauses.
    """
    begin_until = clock.database_now() + Outbox.BEGIN_WITHIN
    claims = _claim(*ids)
    sent = 0
    for number, claim in enumerate(claims):
        claimed = claimed_rows.load(claim)
        if claimed is None:
            continue
        if claimed.is_paused or clock.database_now() > begin_until:
            _put_back(claims[number:])
            break
        sent += _is_wanted(claimed) and _send(claimed.row, connection)
    return sent


def _is_wanted(claimed: ClaimedRow) -> bool:
    """Whether the claimed row may still be sent; else it is finished."""
    row = claimed.row
    reason = None if claimed.is_plain else _cancel_reason(row)
    if reason:
        status = Outbox.Status.SILENT if reason == Reason.SWITCHED_OFF else Outbox.Status.CANCELLED
        _finish(row, status, reason)
    return reason is None


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
def _claim(*ids: int) -> list[Claim]:
    """Claim those of these rows that are due, for the length of a lease; in this order. Another worker skips them."""
    due = Outbox.objects.due().order_by().filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",))
    claims = sorted(
        map(Claim.of, due.select_related("member").only(*Claim.COLUMNS)),
        key=lambda claim: ids.index(claim.pk),
    )
    claimed = Outbox.objects.filter(pk__in=[claim.pk for claim in claims])
    next_at = clock.database_now() + Outbox.LEASE
    claimed.update(status=Outbox.Status.SENDING, attempts=F("attempts") + 1, next_at=next_at)
    return claims


@transaction.atomic
def _cancel_reason(row: Outbox) -> Reason | CancelReason | None:
    """Why this must not be sent after all; None if it may be sent."""
    mail_kind = MAIL_KINDS[Kind(row.kind)]
    invitation, member = row.invitation, cast(Member, row.member)  # None for non-members alone
    if _names_deleted_account(row):
        return CancelReason.ACCOUNT_GONE
    if row.kind == Kind.ACCOUNT:
        return Reason.TOO_LATE if row.created_at + AccountEmail.LIFE <= clock.now() else None
    preferences = EmailPreferences.objects.filter(member=row.member).first()
    if preferences and not preferences.wants(mail_kind.switch):
        return Reason.SWITCHED_OFF
    if mail_kind.respects_suppressions and (reason := Suppression.objects.cancel_reason(row.to_address)):
        return reason
    if mail_kind.audience == Audience.STAFF:
        return None if waiting_for(member) else Reason.NOTHING_WAITS
    if mail_kind.audience == Audience.IMPORTED:
        return _cancel_reason_for_imported(row.address)
    if invitation is None:
        return None
    match mail_kind.audience:
        case Audience.NON_MEMBER:
            return cancel_reason_for_non_member(invitation)
        case Audience.RECIPIENT:
            return cancel_reason_for_recipient(invitation, member, reminder=row.kind == Kind.REMINDER)
    return cancel_reason_for_sender(member, cast(Member, row.subject_member))


def _cancel_reason_for_imported(address: str) -> CancelReason | None:
    if NonMember.objects.has_opted_out(address):
        return CancelReason.NEVER_AGAIN
    if Member.objects.verified_with(address).exists():
        return CancelReason.JOINED
    return None if ImportedPerson.objects.with_address(address) else CancelReason.GIVEN_UP


def _names_deleted_account(row: Outbox) -> bool:
    """Whether it is to or about a member who deletes, or has deleted, the account."""
    pair = (row.invitation.sender, row.invitation.recipient) if row.invitation else ()
    members = (row.member, row.thread_message.author if row.thread_message else None, *pair)
    return any(member is not None and member.left_at is not None for member in members)


def _claimed(*rows: Outbox | Claim) -> QuerySet[Outbox]:
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


def _put_back(rows: Sequence[Outbox | Claim], **values: Any) -> None:
    """Nothing was learnt about these e-mails: they are as due as before, and the attempt does not count."""
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
