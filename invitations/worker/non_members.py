"""The worker e-mails invitations to join, and their reminders, to non-members, within the limits per address."""

from __future__ import annotations

from invitations import policy, signals
from invitations.choices import CancelReason
from invitations.models import Block, Delivery, Invitation, JoinInvitation, NonMember, Refusal
from invitations.transitions import transition
from invitations.worker import pair_mails, reminders
from network import clock
from network.common.addresses import mailbox_of
from network.members.accounts.admission import Admission, admission_of
from network.members.models import Member

CHUNK_SIZE = 100
REACHED_MEMBER = (CancelReason.JOINED, CancelReason.GIVEN_UP)


def join_invitation(delivery: Delivery, invitation: Invitation) -> Delivery.Outcome:
    """Invite an address to join, unless it or the pair is at its limit, or its owner may not join.

    The caller has locked the invitation.
    """
    if admission_of(invitation.address, invitation.sender) == Admission.CLOSED:
        return Delivery.Outcome.REGISTRATION_CLOSED
    non_member = NonMember.objects.lock(invitation.address)
    owner = Member.objects.with_address(mailbox_of(invitation.address))
    if not non_member.may_be_mailed(by=invitation.sender) or _is_unwanted(invitation.sender, owner):
        return Delivery.Outcome.HELD
    if not pair_mails.claim_for_non_member(invitation, non_member, owner):
        return Delivery.Outcome.TOLD_LATELY
    non_member.record_mail()
    now = clock.now()
    reminders_from = reminders.start_for_non_member(invitation, non_member)
    JoinInvitation.objects.update_or_create(
        invitation=invitation,
        defaults={"last_mailed_at": now},
        create_defaults={
            "non_member": non_member,
            "sender": invitation.sender,
            "first_mailed_at": now,
            "last_mailed_at": now,
            "reminders_from": reminders_from,
            "next_reminder_at": policy.next_reminder(reminders_from, now),
        },
    )
    signals.non_member_invited.send(sender=JoinInvitation, delivery=delivery)
    return Delivery.Outcome.INVITED_TO_JOIN


def remind() -> int:
    """Send the reminders to join that are due. Returns how many."""
    due = JoinInvitation.objects.filter(next_reminder_at__lte=clock.now()).order_by("next_reminder_at")
    return sum(
        _remind(pk, invitation) for pk, invitation in list(due.values_list("pk", "invitation")[:CHUNK_SIZE])
    )


@transition
def _remind(pk: int, invitation_id: int) -> bool:
    """Send one reminder; to an address at its limit of a day or of inviters, a day later. Returns whether it was sent.

    While the invitation is open, `non_member_reminder_skipped` announces each that is not sent, unless it has reached a
    member, whose reminders are those of the reception.
    """
    invitation = Invitation.objects.lock(invitation_id)[invitation_id]
    due = JoinInvitation.objects.select_for_update().filter(pk=pk, next_reminder_at__lte=clock.now()).first()
    if due is None:
        return False
    non_member = NonMember.objects.lock(invitation.address)
    reason = cancel_reason_for_non_member(invitation)
    send = reason is None and non_member.may_be_mailed(by=invitation.sender)
    is_skipped = invitation.is_open and reason not in (None, *REACHED_MEMBER)
    if send:
        non_member.record_mail()
        due.last_mailed_at, due.reminders_sent = clock.now(), due.reminders_sent + 1
    due.next_reminder_at = (
        policy.next_reminder(due.reminders_from, clock.now())
        if send or is_skipped
        else clock.now() + policy.DAY
        if reason is None
        else None
    )
    due.save(update_fields=["last_mailed_at", "reminders_sent", "next_reminder_at"])
    if send:
        signals.non_member_reminder_due.send(sender=JoinInvitation, join_invitation=due)
    elif is_skipped:
        signals.non_member_reminder_skipped.send(sender=JoinInvitation, join_invitation=due, reason=reason)
    return send


def cancel_reason_for_non_member(invitation: Invitation) -> CancelReason | None:
    """Why an e-mail to a non-member must not be sent; None if it may be sent."""
    if not invitation.is_open:
        return CancelReason.of_status(invitation.status)
    if not invitation.sender.is_active:
        return CancelReason.ACCOUNT_GONE
    if Member.objects.verified_with(invitation.address).exists():
        return CancelReason.JOINED
    if Delivery.address_was_given_up(invitation.pk, invitation.address):
        return CancelReason.GIVEN_UP
    owner = Member.objects.with_address(mailbox_of(invitation.address))
    has_reported = NonMember.objects.has_reported(invitation.address, invitation.sender)
    if has_reported or _is_unwanted(invitation.sender, owner):
        return CancelReason.REFUSED
    if NonMember.objects.has_opted_out(invitation.address):
        return CancelReason.NEVER_AGAIN
    is_closed = admission_of(invitation.address, invitation.sender) == Admission.CLOSED
    return CancelReason.REGISTRATION_CLOSED if is_closed else None


def _is_unwanted(sender: Member, owner: Member | None) -> bool:
    """Whether the member who has another address of the mailbox has refused the sender, or one of the two blocks the other."""
    if owner is None:
        return False
    refused = Refusal.objects.of(owner).against(sender).standing().exists()
    return refused or Block.objects.between(sender, owner).standing().exists()


def find_invitation_to_join(address: str) -> Invitation | None:
    """The newest invitation whose e-mail reached a non-member and whose owner may still be written to about it."""
    mailed = Invitation.objects.open().filter(address=address, recipient=None).exclude(join_invitation=None)
    newest_first = mailed.with_people().order_by("-sent_at", "-pk")
    return next((row for row in newest_first if not cancel_reason_for_non_member(row)), None)
