"""Who hears what. A receiver only writes rows; what an e-mail says stands in `emails.py` and its templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.signals import email_confirmed
from anymail.signals import AnymailTrackingEvent, tracking
from django.db.models.signals import post_save
from django.utils.crypto import get_random_string

from invitations import signals
from invitations.models import (
    Allowance,
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    JoinInvitation,
    Message,
    Reception,
)
from network.members.models import Export, Member
from network.members.privacy.erasure import Step
from network.members.privacy.export import Table
from network.members.signals import (
    account_deletion_started,
    account_email_written,
    export_finished,
    export_started,
)
from notifications import tasks, webhooks
from notifications.models import AccountEmail, AddressVerification, EmailPreferences, Kind, Outbox
from notifications.privacy import erasure as privacy_erasure
from notifications.privacy import export as privacy_export

SILENCE_RULES = {
    InvitationEvent.Kind.IGNORED: "R21",
    InvitationEvent.Kind.RESTORED: "R21",
    InvitationEvent.Kind.REFUSED: "R24",
    InvitationEvent.Kind.REPORTED: "R24",
    InvitationEvent.Kind.COMPLAINED: "R04",
    InvitationEvent.Kind.TAKEN_BACK: "R24",
    InvitationEvent.Kind.WITHDRAWN: "R30",
    InvitationEvent.Kind.CLOSED: "R04",
    InvitationEvent.Kind.ENDED: "R04",
}
HEARD = {
    "invitation_delivered": "tell_the_recipient_they_are_invited",
    "follow_up_delivered": "tell_the_recipient_of_the_follow_up",
    "message_delivered": "tell_the_recipient_of_the_message",
    "proposal_not_delivered": "record_undelivered_silence",
    "non_member_invited": "ask_the_newcomer_to_join",
    "non_member_reminder_due": "remind_the_newcomer",
    "reminders_due": "remind_the_recipients",
    "invitation_accepted": "tell_the_sender_they_are_connected",
    "invitation_replied": "tell_the_sender_of_the_reply",
    "member_restricted": "tell_them_they_are_restricted",
    "restriction_lifted": "tell_them_it_is_lifted",
    "invitation_ignored": "record_silence",
    "invitation_restored": "record_silence",
    "invitation_refused": "record_silence",
    "invitation_reported": "record_silence",
    "reply_reported": "record_silence",
    "refusal_taken_back": "record_silence",
    "member_blocked": "record_block_silence",
    "member_unblocked": "record_block_silence",
    "invitation_withdrawn": "record_silence",
    "invitation_closed": "record_silence",
    "invitation_ended": "record_silence",
}


def connect() -> None:
    post_save.connect(give_preferences, sender=Member, dispatch_uid="notifications.give_preferences")
    account_email_written.connect(queue_account_email, dispatch_uid="notifications.queue_account_email")
    tracking.connect(stop_mail_that_does_not_arrive, dispatch_uid="notifications.tracking")
    email_confirmed.connect(write_to_the_address_again, dispatch_uid="notifications.email_confirmed")
    export_started.connect(give_their_mail, dispatch_uid="notifications.give_their_mail")
    export_finished.connect(tell_them_their_copy_is_ready, dispatch_uid="notifications.export_finished")
    account_deletion_started.connect(give_the_steps_of_mail, dispatch_uid="notifications.give_the_steps")
    for signal, receiver in HEARD.items():
        getattr(signals, signal).connect(globals()[receiver], dispatch_uid=f"notifications.{signal}")


def give_preferences(instance: Member, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        EmailPreferences.objects.create(member=instance)


def queue_account_email(
    member: Member | None, address: str, language: str, words: dict[str, str], **_: Any
) -> None:
    key = f"{Kind.ACCOUNT}:{get_random_string(24)}"
    row = Outbox(key=key, kind=Kind.ACCOUNT, member=member, address=address, language=language)
    row.save()
    AccountEmail.objects.create(row=row, **words)
    tasks.send_mail.enqueue()


def stop_mail_that_does_not_arrive(event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    webhooks.handle_event(event, esp_name)


def write_to_the_address_again(email_address: Any, **_: Any) -> None:
    AddressVerification.record(email_address.email)
    tasks.trust.enqueue()


def give_their_mail(member: Member, **_: Any) -> list[Table]:
    return privacy_export.export_tables(member)


def give_the_steps_of_mail(**_: Any) -> list[Step]:
    return privacy_erasure.STEPS


def tell_them_their_copy_is_ready(export: Export, **_: Any) -> None:
    _post(Kind.EXPORT_READY, export.public_id, export.member)


def tell_the_recipient_they_are_invited(reception: Reception, delivery: Delivery, **_: Any) -> None:
    _post(Kind.INVITATION, f"{delivery.pk}", reception.member, delivery.invitation, delivery.message)


def tell_the_recipient_of_the_follow_up(reception: Reception, delivery: Delivery, **_: Any) -> None:
    _post(Kind.FOLLOW_UP, f"{delivery.pk}", reception.member, delivery.invitation, delivery.message)


def tell_the_recipient_of_the_message(reception: Reception, delivery: Delivery, **_: Any) -> None:
    _post(Kind.MESSAGE, f"{delivery.pk}", reception.member, delivery.invitation, delivery.message)


def remind_the_recipients(receptions: Iterable[Reception], **_: Any) -> None:
    Outbox.objects.bulk_create(
        _letter(
            Kind.REMINDER, f"{each.invitation.public_id}:{each.reminders_sent}", each.member, each.invitation
        )
        for each in receptions
    )
    tasks.send_mail.enqueue()


def tell_the_sender_they_are_connected(invitation: Invitation, **_: Any) -> None:
    _post(Kind.ACCEPTED, invitation.public_id, invitation.sender, invitation)


def tell_the_sender_of_the_reply(message: Message, **_: Any) -> None:
    invitation = message.invitation
    _post(Kind.REPLY, f"{invitation.public_id}:{message.number}", invitation.sender, invitation, message)


def tell_them_they_are_restricted(allowance: Allowance, **_: Any) -> None:
    _post(Kind.RESTRICTED, f"{allowance.pk}:{allowance.lifts}", allowance.member)


def tell_them_it_is_lifted(allowance: Allowance, **_: Any) -> None:
    _post(Kind.LIFTED, f"{allowance.pk}:{allowance.lifts}", allowance.member)


def ask_the_newcomer_to_join(delivery: Delivery, **_: Any) -> None:
    _post_to_newcomer(Kind.JOIN, f"{delivery.pk}", delivery.invitation, delivery.message)


def remind_the_newcomer(join_invitation: JoinInvitation, **_: Any) -> None:
    _post_to_newcomer(
        Kind.JOIN_REMINDER,
        f"{join_invitation.pk}:{join_invitation.reminders_sent}",
        join_invitation.invitation,
    )


def record_silence(event: InvitationEvent, **_: Any) -> None:
    """The silence ledger: that nobody is told is a decision, and staff can read it (R21, R24, R30)."""
    invitation = event.invitation
    by_sender = event.actor_id in (None, invitation.sender_id)
    Outbox.objects.create(
        key=f"{event.kind}:{event.pk}", kind=event.kind, invitation=invitation,
        member=invitation.recipient if by_sender else invitation.sender,
        status=Outbox.Status.SILENT, reason=f"silent by rule {SILENCE_RULES[InvitationEvent.Kind(event.kind)]}", next_at=None,
    )  # fmt: skip


def record_block_silence(block: Block, **_: Any) -> None:
    """The silence ledger once more: neither a block nor its end is told to the blocked."""
    kind = Kind.UNBLOCKED if block.lifted_at else Kind.BLOCKED
    Outbox.objects.create(
        key=f"{kind}:{block.pk}", kind=kind, member=block.blocked, status=Outbox.Status.SILENT,
        reason="silent by decision: nobody learns of a block", next_at=None,
    )  # fmt: skip


def record_undelivered_silence(delivery: Delivery, **_: Any) -> None:
    """The silence ledger again: what the worker decided not to bring is not mailed either."""
    row = Outbox(
        key=f"undelivered:{delivery.pk}:{delivery.outcome}", kind=delivery.kind, invitation=delivery.invitation,
        said=delivery.message, member=delivery.invitation.recipient, status=Outbox.Status.SILENT,
        reason=f"not delivered: {delivery.outcome.replace('_', ' ')}", next_at=None,
    )  # fmt: skip
    Outbox.objects.bulk_create([row], ignore_conflicts=True)  # what was held may be held again


def _post_to_newcomer(kind: Kind, cause: str, invitation: Invitation, said: Message | None = None) -> None:
    """Nobody knows the reader's language: the sender's is the best guess."""
    Outbox.objects.create(
        key=f"{kind}:{cause}", kind=kind, address=invitation.address, language=invitation.sender.language,
        invitation=invitation, said=said,
    )  # fmt: skip
    tasks.send_mail.enqueue()


def _post(
    kind: Kind, cause: str, member: Member, invitation: Invitation | None = None, said: Message | None = None
) -> None:
    _letter(kind, cause, member, invitation, said).save()
    tasks.send_mail.enqueue()


def _letter(
    kind: Kind, cause: str, member: Member, invitation: Invitation | None = None, said: Message | None = None
) -> Outbox:
    """The row of one e-mail; the key says what caused it, so that it is written once."""
    return Outbox(
        key=f"{kind}:{cause}", kind=kind, member=member, address=member.email, language=member.language,
        invitation=invitation, said=said,
    )  # fmt: skip
