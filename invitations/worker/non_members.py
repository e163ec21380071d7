"""The worker's part for people who are not members yet: one mail a day, a few inviters a week, and reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

from invitations import policy, signals
from invitations.models import Delivery, Invitation, JoinInvitation, NonMember
from invitations.transitions import transition
from network import clock
from network.members.models import Member

BATCH = 100


def join_invitation(delivery: Delivery, invitation: Invitation) -> bool:
    """Ask somebody to join, on a locked invitation; False where the address has had enough and it is held."""
    newcomer = NonMember.objects.lock(invitation.address)
    if not newcomer.may_be_mailed(by=invitation.sender):
        return False
    newcomer.record_mail()
    now = clock.now()
    JoinInvitation.objects.update_or_create(
        invitation=invitation,
        defaults={"last_at": now},
        create_defaults={
            "newcomer": newcomer,
            "sender": invitation.sender,
            "first_at": now,
            "last_at": now,
            "next_reminder_at": _next_reminder(now),
        },
    )
    signals.non_member_invited.send(sender=JoinInvitation, delivery=delivery)
    return True


def remind() -> int:
    """Announce the reminders that are due to newcomers. Returns how many."""
    due = JoinInvitation.objects.filter(next_reminder_at__lte=clock.now()).order_by("next_reminder_at")
    return sum(
        _remind(pk, invitation) for pk, invitation in list(due.values_list("pk", "invitation")[:BATCH])
    )


@transition
def _remind(pk: int, invitation_id: int) -> bool:
    """One reminder; an address that was written to today is reminded tomorrow."""
    invitation = Invitation.objects.lock(invitation_id)[invitation_id]
    due = JoinInvitation.objects.select_for_update().filter(pk=pk, next_reminder_at__lte=clock.now()).first()
    if due is None:
        return False
    newcomer = NonMember.objects.lock(invitation.address)
    wanted = not cancel_reason_for_non_member(invitation)
    send = wanted and newcomer.may_be_mailed_today
    if send:
        newcomer.record_mail()
        due.last_at, due.reminders_sent = clock.now(), due.reminders_sent + 1
    due.next_reminder_at = (
        _next_reminder(due.first_at) if send else clock.now() + policy.DAY if wanted else None
    )
    due.save(update_fields=["last_at", "reminders_sent", "next_reminder_at"])
    if send:
        signals.non_member_reminder_due.send(sender=JoinInvitation, join_invitation=due)
    return send


def cancel_reason_for_non_member(invitation: Invitation) -> str:
    """Why an e-mail that asks to join must not leave; empty if it may."""
    if not invitation.is_open:
        return f"{invitation.status} before it left"
    if not invitation.sender.is_active:
        return "the account is gone"
    if Member.objects.verified_with(invitation.address).exists():
        return "joined before it left"
    if Delivery.address_was_given_up(invitation.pk, invitation.address):
        return "given up before it left"
    return "never to be written to again" if NonMember.objects.has_opted_out(invitation.address) else ""


def _next_reminder(first: datetime) -> datetime | None:
    """The first reminder day after the first mail that is still to come."""
    days = [first + timedelta(days=day) for day in policy.REMINDER_DAYS]
    return next((day for day in days if day > clock.now()), None)
