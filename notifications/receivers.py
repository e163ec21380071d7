"""Receivers of signals. A receiver only writes rows or enqueues a task; what an e-mail says is in `emails.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from allauth.account.signals import email_confirmed
from anymail.signals import AnymailTrackingEvent, tracking
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.crypto import get_random_string

from invitations import policy, signals
from invitations.models import (
    Allowance,
    AllowanceRequest,
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    JoinInvitation,
    JoinLinkUse,
    Message,
    Reception,
    Report,
)
from invitations.models.non_member import address_digest
from invitations.worker.non_members import find_invitation_to_join
from network import clock
from network.common import languages
from network.common.prepared.statement import Slot
from network.common.prepared.writing import Insert, together
from network.common.queue import wake
from network.members import signals as member_signals
from network.members.models import Export, ImportedPerson, Member
from network.members.privacy.erasure import Step
from network.members.privacy.export import Table
from notifications import statements, tasks, webhooks
from notifications.choices import SILENCE_REASONS, Kind, Reason, SilentKind, not_delivered_reason
from notifications.models import AccountEmail, AddressVerification, EmailPreferences, Outbox
from notifications.privacy import erasure as privacy_erasure
from notifications.privacy import export as privacy_export
from notifications.spread import asked_lately, span_for, span_for_deliveries, span_for_reminders


@receiver(post_save, sender=Member, dispatch_uid="notifications.create_email_preferences")
def create_email_preferences(instance: Member, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        EmailPreferences.objects.create(member=instance)


@receiver(member_signals.account_email_written, dispatch_uid="notifications.queue_account_email")
def queue_account_email(
    member: Member | None, address: str, language: str, content: dict[str, str], **_: Any
) -> None:
    key = f"{Kind.ACCOUNT}:{get_random_string(24)}"
    row = Outbox(key=key, kind=Kind.ACCOUNT, member=member, address=address, language=language)
    row.save()
    AccountEmail.objects.create(row=row, **content)
    wake(tasks.send_mail)


@receiver(member_signals.account_letter_held, dispatch_uid="notifications.record_held_account_letter")
def record_held_account_letter(member: Member | None, address: str, kind: str, reason: str, **_: Any) -> None:
    """One row a day for each kind and reason: anybody can ask as often as they like."""
    Outbox.objects.bulk_create([_held(member, address, kind, reason)], ignore_conflicts=True)


@receiver(tracking, dispatch_uid="notifications.handle_tracking_event")
def handle_tracking_event(event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    webhooks.handle_event(event, esp_name)


@receiver(email_confirmed, dispatch_uid="notifications.record_address_verification")
def record_address_verification(email_address: Any, **_: Any) -> None:
    AddressVerification.record(email_address.email)
    wake(tasks.lift_suppressions)


@receiver(member_signals.join_link_requested, dispatch_uid="notifications.email_new_join_link")
def email_new_join_link(address: str, language: str, **_: Any) -> bool:
    """Of somebody who got a welcome letter it is another of these: it leads to the invitations too."""
    person = ImportedPerson.objects.with_address(address)
    if person and person.letter_at:
        _queue_welcome(Kind.WELCOME_LINK, [(get_random_string(24), person)])
        return True
    invitation = find_invitation_to_join(address)
    if invitation:
        _queue_for_non_member(Kind.JOIN_LINK, get_random_string(24), invitation, language=language)
    return invitation is not None


@receiver(member_signals.welcome_letters_due, dispatch_uid="notifications.email_imported_people")
def email_imported_people(people: Iterable[ImportedPerson], **_: Any) -> None:
    _queue_welcome(Kind.WELCOME, [(f"{person.public_id}:{person.letters}", person) for person in people])


@receiver(signals.non_member_joined, dispatch_uid="notifications.email_new_member_about_account")
def email_new_member_about_account(use: JoinLinkUse, **_: Any) -> None:
    _queue(Kind.JOINED, use.nonce, use.member)


@receiver(member_signals.export_started, dispatch_uid="notifications.return_export_tables")
def return_export_tables(member: Member, **_: Any) -> list[Table]:
    return privacy_export.export_tables(member)


@receiver(member_signals.account_deletion_started, dispatch_uid="notifications.return_erasure_steps")
def return_erasure_steps(**_: Any) -> list[Step]:
    return privacy_erasure.STEPS


@receiver(member_signals.export_finished, dispatch_uid="notifications.email_member_about_export")
def email_member_about_export(export: Export, **_: Any) -> None:
    _queue(Kind.EXPORT_READY, export.public_id, export.member)


@receiver(signals.invitations_delivered, dispatch_uid="notifications.email_recipients_about_invitations")
def email_recipients_about_invitations(deliveries: Iterable[Delivery], told_lately: bool, **_: Any) -> None:
    _queue_proposals(Kind.INVITATION, deliveries, told_lately)


@receiver(signals.follow_up_delivered, dispatch_uid="notifications.email_recipient_about_follow_up")
def email_recipient_about_follow_up(delivery: Delivery, told_lately: bool, **_: Any) -> None:
    _queue_proposals(Kind.FOLLOW_UP, [delivery], told_lately)


@receiver(signals.message_delivered, dispatch_uid="notifications.email_recipient_about_message")
def email_recipient_about_message(reception: Reception, delivery: Delivery, **_: Any) -> None:
    _queue(
        Kind.MESSAGE, f"{delivery.pk}", reception.member, delivery.invitation, delivery.message,
        span=span_for_deliveries(),
    )  # fmt: skip


@receiver(signals.reminders_due, dispatch_uid="notifications.email_recipients_reminders")
def email_recipients_reminders(receptions: Sequence[int], **_: Any) -> None:
    """`receptions` are keys, because there may be thousands."""
    moments = Outbox.spread_reminders(len(receptions), span_for_reminders())
    statements.write_reminders(receptions, moments)
    tasks.send_mail_at(moments)


@receiver(signals.reminders_skipped, dispatch_uid="notifications.record_skipped_reminders")
def record_skipped_reminders(receptions: Iterable[Reception], **_: Any) -> None:
    Outbox.objects.bulk_create(map(_skipped_reminder, receptions))


@receiver(signals.invitation_accepted, dispatch_uid="notifications.email_sender_about_acceptance")
def email_sender_about_acceptance(invitation: Invitation, **_: Any) -> None:
    _queue(Kind.ACCEPTED, invitation.public_id, invitation.sender, invitation)


@receiver(signals.invitation_replied, dispatch_uid="notifications.email_sender_about_reply")
def email_sender_about_reply(message: Message, **_: Any) -> None:
    invitation = message.invitation
    _queue(Kind.REPLY, f"{invitation.public_id}:{message.number}", invitation.sender, invitation, message)


@receiver(signals.member_restricted, dispatch_uid="notifications.email_member_about_restriction")
def email_member_about_restriction(allowance: Allowance, **_: Any) -> None:
    _queue_notice(Kind.RESTRICTED, allowance)


@receiver(signals.restriction_lifted, dispatch_uid="notifications.email_member_about_lifted_restriction")
def email_member_about_lifted_restriction(allowance: Allowance, **_: Any) -> None:
    _queue_notice(Kind.LIFTED, allowance)


@receiver(signals.allowance_request_granted, dispatch_uid="notifications.email_member_about_granted_request")
def email_member_about_granted_request(request: AllowanceRequest, **_: Any) -> None:
    _queue(Kind.MORE_GRANTED, f"{request.pk}", request.member)


@receiver(
    signals.allowance_request_declined, dispatch_uid="notifications.email_member_about_declined_request"
)
def email_member_about_declined_request(request: AllowanceRequest, restricted: bool, **_: Any) -> None:
    _queue(Kind.LIMIT_KEPT if restricted else Kind.MORE_DECLINED, f"{request.pk}", request.member)


@receiver(signals.report_handled, dispatch_uid="notifications.email_reporter_about_handled_report")
def email_reporter_about_handled_report(report: Report, reporter: Member, **_: Any) -> None:
    """The same letter whatever was decided. Its row names no invitation: the report is in its key alone."""
    _queue(Kind.REPORT_HANDLED, f"{report.pk}", reporter)


def queue_staff_letter(member: Member, day: date) -> None:
    """Queue the letter of this day of the member’s, once."""
    _queue(Kind.STAFF, f"{member.pk}:{day:%Y%m%d}", member)


@receiver(signals.non_member_invited, dispatch_uid="notifications.email_non_member_about_invitation")
def email_non_member_about_invitation(delivery: Delivery, **_: Any) -> None:
    span = span_for_deliveries()
    _queue_for_non_member(Kind.JOIN, f"{delivery.pk}", delivery.invitation, delivery.message, span=span)


@receiver(signals.non_member_reminder_due, dispatch_uid="notifications.email_non_member_reminder")
def email_non_member_reminder(join_invitation: JoinInvitation, **_: Any) -> None:
    cause = f"{join_invitation.pk}:{join_invitation.reminders_sent}"
    span = span_for_reminders()
    _queue_for_non_member(Kind.JOIN_REMINDER, cause, join_invitation.invitation, span=span)


@receiver(signals.non_member_reminder_skipped, dispatch_uid="notifications.record_skipped_reminder_to_join")
def record_skipped_reminder_to_join(join_invitation: JoinInvitation, reason: str, **_: Any) -> None:
    """As of a member's reminder, without the address: its owner may have asked us to forget it."""
    day = policy.days_since(join_invitation.reminders_from, clock.now())
    Outbox.objects.create(
        key=f"{Kind.JOIN_REMINDER}:{join_invitation.pk}:skipped-day-{day}", kind=Kind.JOIN_REMINDER,
        invitation=join_invitation.invitation, status=Outbox.Status.SILENT, reason=reason, next_at=None,
    )  # fmt: skip


@receiver(
    [
        signals.invitation_ignored,
        signals.invitation_restored,
        signals.invitation_refused,
        signals.invitation_reported,
        signals.reply_reported,
        signals.refusal_taken_back,
        signals.invitation_withdrawn,
        signals.invitation_closed,
        signals.invitation_ended,
    ],
    dispatch_uid="notifications.record_silence",
)
def record_silence(event: InvitationEvent, **_: Any) -> None:
    """Record why nothing was sent to the other member (R21, R24, R30)."""
    invitation = event.invitation
    by_recipient = event.kind == InvitationEvent.Kind.REPORTED  # also of a non-member, who is no actor
    by_sender = not by_recipient and event.actor_id in (None, invitation.sender_id)
    other = invitation.recipient if by_sender else invitation.sender
    _record_silence(SilentKind(event.kind), event.pk, other, invitation)


@receiver(
    [signals.member_blocked, signals.member_unblocked], dispatch_uid="notifications.record_block_silence"
)
def record_block_silence(block: Block, **_: Any) -> None:
    """Record that the blocked member is not told of the block or its end."""
    kind = SilentKind.UNBLOCKED if block.lifted_at else SilentKind.BLOCKED
    _record_silence(kind, block.pk, block.blocked)


@receiver(signals.proposal_not_delivered, dispatch_uid="notifications.record_undelivered_silence")
def record_undelivered_silence(delivery: Delivery, **_: Any) -> None:
    """Record that nothing was sent because the worker did not deliver. A held delivery may be decided twice."""
    Outbox.objects.bulk_create([_undelivered(delivery)], ignore_conflicts=True)


def _record_silence(
    kind: SilentKind, cause: int, member: Member | None, invitation: Invitation | None = None
) -> None:
    row = Outbox(key=f"{kind}:{cause}", kind=kind, invitation=invitation, member=member)
    _silent(row, SILENCE_REASONS[kind]).save()


def _undelivered(delivery: Delivery) -> Outbox:
    row = Outbox(
        key=f"undelivered:{delivery.pk}:{delivery.outcome}", kind=delivery.kind, invitation=delivery.invitation,
        thread_message=delivery.message, member=delivery.invitation.recipient,
    )  # fmt: skip
    return _silent(row, not_delivered_reason(delivery.outcome))


def _held(member: Member | None, address: str, kind: str, reason: str) -> Outbox:
    cause = f"{address_digest(address)[:24]}:{kind}:{reason.replace(' ', '-')}:{clock.now():%Y%m%d}"
    return _silent(Outbox(key=f"held:{cause}", kind=Kind.ACCOUNT, member=member, address=address), reason)


def _silent(row: Outbox, reason: str) -> Outbox:
    """The unsaved row as that of an e-mail that is never sent, for this reason."""
    row.status, row.reason, row.next_at = Outbox.Status.SILENT, reason, None
    return row


def _queue_for_non_member(
    kind: Kind,
    cause: str,
    invitation: Invitation,
    message: Message | None = None,
    *,
    language: str = "",
    span: timedelta | None = None,
) -> None:
    """Queue an e-mail in the sender's language, if the reader's is unknown."""
    next_at = Outbox.spread(kind, span)
    Outbox.objects.create(
        key=f"{kind}:{cause}", kind=kind, address=invitation.address,
        language=language or invitation.sender.language,
        invitation=invitation, thread_message=message, next_at=next_at,
    )  # fmt: skip
    tasks.send_mail_at([next_at])


def _queue_welcome(kind: Kind, letters: Iterable[tuple[str, ImportedPerson]]) -> None:
    """Queue a letter to each of these people, whose cause is given with them."""
    _queue_all([
        Outbox(
            key=f"{kind}:{cause}", kind=kind, address=person.address,
            language=languages.for_member(person.language), next_at=Outbox.spread(kind),
        )
        for cause, person in letters
    ])  # fmt: skip


def _queue_proposals(kind: Kind, deliveries: Iterable[Delivery], told_lately: bool) -> None:
    """Queue an e-mail about each delivered proposal; to members who were told lately, record only that none is sent."""
    asked = 0 if told_lately else asked_lately()
    rows = [
        _row(
            kind, f"{each.pk}", cast(Member, each.member), each.invitation, each.message, span=span_for(asked)
        )
        for each in deliveries
    ]
    if told_lately:
        Outbox.objects.bulk_create(_silent(row, Reason.TOLD_LATELY) for row in rows)
    else:
        _queue_all(rows)


def _queue_notice(kind: Kind, allowance: Allowance) -> None:
    """Queue a letter that the account is limited, or no longer: one of each kind in 24 hours, of the others only the reason.

    The caller has locked the allowance.
    """
    member, cause = allowance.member, f"{allowance.pk}:{allowance.lifts}"
    notices = Outbox.objects.filter(member=member, kind=kind, created_at__gt=clock.now() - timedelta(days=1))
    if notices.exclude(status=Outbox.Status.SILENT).exists():
        return _silent(_row(kind, cause, member), Reason.TOLD_LATELY).save()
    return _queue(kind, cause, member)


def _queue(
    kind: Kind,
    cause: str,
    member: Member,
    invitation: Invitation | None = None,
    message: Message | None = None,
    *,
    span: timedelta | None = None,
) -> None:
    """Queue an e-mail to a member, at a random moment of `span` (MAIL_SPREAD_SECONDS)."""
    next_at = Outbox.spread(kind, span)
    with together():
        _insert_waiting(
            key=f"{kind}:{cause}", kind=kind, member=member.pk, address=member.email, language=member.language,
            invitation=invitation and invitation.pk, message=message and message.pk,
            next_at=next_at, created_at=clock.now(),
        )  # fmt: skip
        tasks.send_mail_at([next_at])


def _waiting() -> list[Outbox]:
    """The row of an e-mail to a member, as `_row` makes it."""
    return [
        Outbox(
            key=Slot("key"), kind=Slot("kind"), member_id=Slot("member"), address=Slot("address"),
            language=Slot("language"), invitation_id=Slot("invitation"), thread_message_id=Slot("message"),
            next_at=Slot("next_at"), created_at=Slot("created_at"),
        )
    ]  # fmt: skip


_insert_waiting = Insert(_waiting)


def _queue_all(rows: list[Outbox]) -> None:
    """Write these rows; one task wakes the worker for the first of them."""
    Outbox.objects.bulk_create(rows)
    tasks.send_mail_at(cast(datetime, row.next_at) for row in rows)


def _skipped_reminder(reception: Reception) -> Outbox:
    """The ledger's row of a reminder that is not sent: one for the days of it that are due.

    Its key counts days, not reminders: those that the numbers foresee may have become others since the last row.
    """
    invitation = reception.invitation
    day = policy.days_since(reception.reminders_from, clock.now())
    row = _row(Kind.REMINDER, f"{invitation.public_id}:skipped-day-{day}", reception.member, invitation)
    return _silent(row, str(reception.no_reminder_reason))


def _row(
    kind: Kind,
    cause: str,
    member: Member,
    invitation: Invitation | None = None,
    message: Message | None = None,
    *,
    span: timedelta | None = None,
) -> Outbox:
    """An unsaved row for one e-mail. The key names the cause, so that the e-mail is written once."""
    return Outbox(
        key=f"{kind}:{cause}", kind=kind, member=member, address=member.email, language=member.language,
        invitation=invitation, thread_message=message, next_at=Outbox.spread(kind, span),
    )  # fmt: skip
