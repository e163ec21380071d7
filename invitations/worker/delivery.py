"""The worker's part: it alone brings what a sender has proposed to the recipient's half, or decides not to."""

from __future__ import annotations

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from invitations import signals
from invitations.models import Block, Delivery, Invitation, InvitationEvent, Message, Reception, Refusal
from invitations.transitions import Conflict, transition
from invitations.worker import blocks
from invitations.worker.non_members import join_invitation
from network import clock
from network.members.models import Connection, Member, normalise_address

Outcome = Delivery.Outcome
log = logging.getLogger(__name__)
BATCH = 200
UNDELIVERED = {
    Outcome.REFUSED, Outcome.BLOCKED, Outcome.WRONG_ADDRESS, Outcome.HELD, Outcome.CONNECTED, Outcome.GONE, Outcome.ENDED
}  # fmt: skip


def deliver_all() -> int:
    """Work off all that waits, each in its own transaction; one that fails is put back alone. Returns how many.

    It stops where all that is left is in the hands of other workers.
    """
    total = blocks.settle_all()
    while done := sum(map(_try, list(_due().values_list("pk", flat=True)[:BATCH]))):
        total += done
    return total


def claim(address: str) -> int:
    """Somebody has verified this address: what was held for it is delivered now. Returns how many were decided."""
    open_ones = Invitation.objects.open().filter(address=normalise_address(address))
    held = Delivery.objects.filter(
        outcome__in=[Outcome.HELD, Outcome.APPROACHED],
        kind=Delivery.Kind.INVITATION,
        invitation__in=open_ones,
    )
    held.update(outcome=Outcome.WAITING, decided_at=None)
    return deliver_all()


def find_their_members() -> int:
    """What was held for an address that a member has by now, should its task have been lost. Returns how many."""
    theirs = EmailAddress.objects.filter(
        email=OuterRef("invitation__address"), verified=True, user__in=Member.objects.joined()
    ).exclude(user=OuterRef("invitation__sender"))
    held = Delivery.objects.filter(
        Exists(theirs),
        outcome__in=[Outcome.HELD, Outcome.APPROACHED],
        kind=Delivery.Kind.INVITATION,
        invitation__status=Invitation.Status.OPEN,
        invitation__recipient=None,
    )
    return held.update(outcome=Outcome.WAITING, decided_at=None)


def has_due() -> bool:
    return _due().exists() or Block.objects.unsettled().exists()


def is_stalled(span: timedelta) -> bool:
    """Whether a delivery or a block has been due for so long and no worker has taken it."""
    long_due = Q(next_at=None, asked_at__lt=clock.now() - span) | Q(next_at__lt=clock.real_now() - span)
    unsettled = Block.objects.unsettled().filter(at__lt=clock.now() - span)
    return _due().filter(long_due).exists() or unsettled.exists()


def _due() -> QuerySet[Delivery]:
    soon = Q(next_at=None) | Q(next_at__lte=clock.real_now())
    return Delivery.objects.filter(soon, outcome=Outcome.WAITING).order_by("pk")


def _try(pk: int) -> int:
    try:
        return int(deliver(pk))
    except Exception:
        log.exception("Delivery %s failed and was put back.", pk)
        Delivery.objects.get(pk=pk).postpone()
        return 0


@transition
def deliver(pk: int) -> bool:
    """Decide one delivery; False where another worker has it or has had it."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("invitation__sender", "invitation__recipient", "message")
        .filter(pk=pk, outcome=Outcome.WAITING)
        .first()
    )
    if delivery is None:
        return False
    delivery.decide(_decide(delivery))
    if delivery.outcome in UNDELIVERED:
        signals.proposal_not_delivered.send(sender=Delivery, delivery=delivery)
    return True


def _decide(delivery: Delivery) -> Outcome:
    match delivery.kind:
        case Delivery.Kind.MESSAGE:
            return _deliver_message(delivery)
        case Delivery.Kind.ENDING:
            return _reassign_reception(delivery.invitation)
    outcome = _deliver_proposal(delivery)
    reached = outcome in (Outcome.DELIVERED, Outcome.MERGED, Outcome.CROSSED, Outcome.APPROACHED)
    kind = InvitationEvent.Kind.DELIVERED if reached else InvitationEvent.Kind.NOT_DELIVERED
    delivery.invitation.record(kind, None, "" if outcome == Outcome.DELIVERED else outcome)
    return outcome


def _deliver_proposal(delivery: Delivery) -> Outcome:
    """An invitation or a follow-up. Locks every invitation that it may touch before it looks at anything private."""
    sender = delivery.invitation.sender
    member = _resolve_recipient(delivery.invitation)
    seen = Reception.standing_between(sender, member) if member else None
    locked = Invitation.objects.lock(delivery.invitation_id, *_related_invitation_ids(seen))
    invitation = locked[delivery.invitation_id]
    if meant := invitation.recipient or member:
        Refusal.objects.of(sender).against(meant).void()
    if not invitation.is_open:
        return Outcome.ENDED
    if not sender.is_active:
        return Outcome.GONE
    if member is None:
        return _handle_unresolved(delivery, invitation)
    delivery.member = member
    standing = Reception.standing_between(sender, member)
    if standing and standing.invitation_id not in locked:
        raise Conflict
    if _is_blocked(sender, member):
        return Outcome.BLOCKED
    if Refusal.objects.of(member).against(sender).standing().exists():
        return Outcome.REFUSED
    if Connection.objects.are_connected(sender, member):
        return Outcome.CONNECTED
    if standing:
        standing.invitation = locked[standing.invitation_id]
        if not standing.invitation.is_open:
            standing.end()
        elif standing.sender == sender:
            return _redeliver(delivery, standing)
        else:
            return _cross(standing, invitation)
    if unblocked := Reception.objects.of(member).filter(invitation=invitation).first():
        return _redeliver(delivery, unblocked)
    return _deliver_first(delivery, invitation, member)


def _deliver_first(delivery: Delivery, invitation: Invitation, member: Member) -> Outcome:
    note = (delivery.message.text if delivery.message else "") or invitation.note
    reception = Reception.receive(invitation, member, delivery.asked_at, note)
    signals.invitation_delivered.send(sender=Reception, reception=reception, delivery=delivery)
    return Outcome.DELIVERED


def _redeliver(delivery: Delivery, standing: Reception) -> Outcome:
    """A follow-up, or a second way to the same person, which counts as one; also to what a block had ended."""
    note = delivery.message.text if delivery.message else delivery.invitation.note
    if standing.redeliver(note, delivery.asked_at):
        signals.follow_up_delivered.send(sender=Reception, reception=standing, delivery=delivery)
    return Outcome.DELIVERED if delivery.message else Outcome.MERGED


def _cross(standing: Reception, invitation: Invitation) -> Outcome:
    """The recipient had invited the sender, by another way: the two wanted the same."""
    standing.invitation.close_other_invitations_to(standing.member)
    invitation = Invitation.objects.lock(invitation.pk)[invitation.pk]
    if invitation.is_open:
        invitation.close()
    if invitation.note:
        standing.invitation.write(Message.Kind.CROSSING, invitation.sender, invitation.note)
    standing.connect()
    return Outcome.CROSSED


def _deliver_message(delivery: Delivery) -> Outcome:
    """In the inbox it is mailed, in the archive only shown, and once refused kept and never shown."""
    invitation = Invitation.objects.lock(delivery.invitation_id)[delivery.invitation_id]
    reception = Reception.objects.filter(invitation=invitation).select_related("member").first()
    if reception is None or not invitation.is_open:
        return Outcome.ENDED
    if _is_blocked(invitation.sender, reception.member):
        return Outcome.BLOCKED
    if reception.ended_at:
        return Outcome.ENDED
    if reception.refused_at:
        return Outcome.REFUSED
    delivery.member = reception.member
    signals.message_delivered.send(sender=Reception, reception=reception, delivery=delivery)
    return Outcome.DELIVERED


def _reassign_reception(ended: Invitation) -> Outcome:
    """After an ending: another open invitation that was joined to this reception carries it on, else it is over."""
    heirs = (
        Delivery.objects.filter(outcome=Outcome.MERGED, invitation__status=Invitation.Status.OPEN)
        .filter(invitation__reception=None)  # one that a block has ended has its own
        .filter(invitation__sender=ended.sender, member__receptions__invitation=ended)
        .values_list("invitation", flat=True)
    )
    locked = Invitation.objects.lock(ended.pk, *heirs)
    heir = next((row for row in locked.values() if row.is_open), None)
    reception = Reception.objects.filter(invitation=ended, ended_at=None).select_related("member").first()
    if reception and heir and not _is_blocked(ended.sender, reception.member):
        reception.reassign(heir)
    elif reception:
        reception.end()
    return Outcome.DONE


def _is_blocked(a: Member, b: Member) -> bool:
    """Whether one of the two blocks the other."""
    return bool(Block.objects.between(a, b).standing().exists())


def _related_invitation_ids(seen: Reception | None) -> list[int]:
    """The invitations that bringing another one to this pair may touch: all are locked at once, in one order."""
    if seen is None:
        return []
    plain = Invitation.objects.between(seen.sender, seen.member).open()
    return [seen.invitation_id, *plain.values_list("pk", flat=True)]


def _resolve_recipient(invitation: Invitation) -> Member | None:
    """The member that this is for, if the address given is one of theirs."""
    recipient = invitation.recipient
    if recipient is None:
        found = Member.objects.with_address(invitation.address)
        return (
            None
            if found == invitation.sender or Delivery.address_was_given_up(invitation.pk, invitation.address)
            else found
        )
    if not (recipient.is_active and recipient.joined_at):
        return None
    return recipient if not invitation.address or recipient.has_address(invitation.address) else None


def _handle_unresolved(delivery: Delivery, invitation: Invitation) -> Outcome:
    recipient = invitation.recipient
    if recipient is None:
        if Delivery.address_was_given_up(invitation.pk, invitation.address):
            return Outcome.WRONG_ADDRESS
        here = Member.objects.verified_with(invitation.address).exists()
        return Outcome.APPROACHED if not here and join_invitation(delivery, invitation) else Outcome.HELD
    if recipient.leaving_at:
        invitation.close()
    return Outcome.WRONG_ADDRESS if recipient.is_active and recipient.joined_at else Outcome.GONE
