"""The worker decides deliveries. Nothing else writes a sender's proposal into the recipient's half."""

from __future__ import annotations

from typing import cast

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from invitations import signals
from invitations.models import (
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    Message,
    NonMember,
    Reception,
    Refusal,
)
from invitations.models.delivery import IS_WAITING_FOR_MEMBER
from invitations.transitions import Conflict, transition
from invitations.worker import blocks, pair_mails, plain_deliveries, reminders
from invitations.worker.non_members import join_invitation
from network import clock
from network.common.jobs import STALL_AFTER, RowJob, keyed_order
from network.members.models import Connection, Member, normalise_address

Outcome = Delivery.Outcome
UNDELIVERED = {
    Outcome.REFUSED, Outcome.BLOCKED, Outcome.WRONG_ADDRESS, Outcome.HELD, Outcome.TOLD_LATELY, Outcome.REGISTRATION_CLOSED, Outcome.CONNECTED, Outcome.ACCOUNT_GONE, Outcome.ENDED
}  # fmt: skip
WAITING_FOR_MEMBER = [
    Outcome.HELD, Outcome.TOLD_LATELY, Outcome.INVITED_TO_JOIN, Outcome.REGISTRATION_CLOSED
]  # fmt: skip
"""To an address that no member has: delivered when a member verifies it."""


class DeliveryJob(RowJob):
    """Decides every waiting delivery: those that are plain in batches, each other one in its own transaction."""

    name = "deliveries"
    task = "invitations.tasks.deliver"

    def due(self) -> QuerySet[Delivery]:
        not_postponed = Q(next_at=None) | Q(next_at__lte=clock.database_now())
        return Delivery.objects.filter(not_postponed, outcome=Outcome.WAITING).order_by("pk")

    def next_keys(self) -> list[int]:
        """Sender and recipient by sender and recipient, in no order that says which deliveries took longer than others."""
        rows = self.due().values_list(
            "pk", "invitation__sender", "invitation__recipient", "invitation__address"
        )[: self.chunk_size]
        return keyed_order(
            (pk, f"{sender} {recipient or address}") for pk, sender, recipient, address in rows
        )

    def run_chunk(self) -> int:
        """Those that are plain together, then the others one by one."""
        keys = self.next_keys()
        done = set(plain_deliveries.deliver(keys))
        left = [pk for pk in keys if pk not in done]
        return len(done) + (sum(map(self.run_one, self._free(left))) if left else 0)

    @transaction.atomic
    def _free(self, keys: list[int]) -> list[int]:
        """Those of these that no other worker has now, in this order."""
        rows = self.due().filter(pk__in=keys).select_for_update(skip_locked=True)
        free = set(rows.values_list("pk", flat=True))
        return [pk for pk in keys if pk in free]

    def process(self, pk: int) -> bool:
        return deliver(pk)

    def postpone(self, pk: int) -> None:
        Delivery.objects.get(pk=pk).postpone()

    def stalled(self) -> QuerySet[Delivery]:
        """Deliveries that have been due for long. A delivery that never failed is due since it was requested."""
        never_failed = Q(next_at=None, requested_at__lt=clock.now() - STALL_AFTER)
        return self.due().filter(never_failed | Q(next_at__lt=clock.database_now() - STALL_AFTER))


job = DeliveryJob()


def deliver_all() -> int:
    """Settle blocks, then decide all waiting deliveries. Returns how many were processed."""
    return blocks.job.run() + job.run()


def claim(address: str) -> int:
    """Deliver what was held for an address that a member has just verified. Returns how many were decided."""
    open_invitations = Invitation.objects.open().filter(address=normalise_address(address))
    held = Delivery.objects.filter(
        IS_WAITING_FOR_MEMBER, kind=Delivery.Kind.INVITATION, invitation__in=open_invitations
    )
    held.update(outcome=Outcome.WAITING, decided_at=None)
    return deliver_all()


def release_held() -> int:
    """Make held deliveries due whose address a member has verified since, in case the task `claim` was lost.

    Returns how many.
    """
    joined = Member.objects.joined().filter(
        pk=OuterRef("user")
    )  # looked up for each: else all are read first
    verified = EmailAddress.objects.filter(Exists(joined), email=OuterRef("address"), verified=True)
    to_member = Invitation.objects.open().filter(
        Exists(verified.exclude(user=OuterRef("sender"))), pk=OuterRef("invitation")
    )  # so is this: else SQLite reads all invitations
    held = Delivery.objects.filter(IS_WAITING_FOR_MEMBER, Exists(to_member), kind=Delivery.Kind.INVITATION)
    return held.update(outcome=Outcome.WAITING, decided_at=None)


@transition
def deliver(pk: int) -> bool:
    """Decide one delivery. Returns False if another worker has it or it is decided already."""
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
        case Delivery.Kind.ACCEPTANCE:
            _void_refusals(delivery, cast(Member, delivery.invitation.recipient))
            return Outcome.DONE
    outcome = _deliver_proposal(delivery)
    reached = outcome in (Outcome.DELIVERED, Outcome.MERGED, Outcome.CROSSED, Outcome.INVITED_TO_JOIN)
    kind = InvitationEvent.Kind.DELIVERED if reached else InvitationEvent.Kind.NOT_DELIVERED
    delivery.invitation.record(kind, None, "" if outcome == Outcome.DELIVERED else outcome)
    return outcome


def _deliver_proposal(delivery: Delivery) -> Outcome:
    """Deliver an invitation or a follow-up.

    All invitations that it may change are locked before private rows are read. Raises `Conflict` if another one is
    needed after all.
    """
    sender = delivery.invitation.sender
    member = _resolve_recipient(delivery.invitation)
    unlocked = Reception.standing_between(sender, member) if member else None
    locked = Invitation.objects.lock(delivery.invitation_id, *_related_invitation_ids(unlocked))
    invitation = locked[delivery.invitation_id]
    if (
        invitation.recipient
    ):  # who only typed an address does not know whom they invite, so nothing may show it
        _void_refusals(delivery, invitation.recipient)
    if not invitation.is_open:
        return Outcome.ENDED
    if not sender.is_active:
        return Outcome.ACCOUNT_GONE
    if member is None:
        return _handle_unresolved(delivery, invitation)
    delivery.member = member
    standing = Reception.standing_between(sender, member)
    if standing and standing.invitation_id not in locked:
        raise Conflict
    if _is_blocked(sender, member):
        return Outcome.BLOCKED
    if standing and standing.sender == member and locked[standing.invitation_id].is_open:
        standing.invitation = locked[standing.invitation_id]
        return _cross(standing, invitation)
    if _is_refused(sender, member, invitation):
        return Outcome.REFUSED
    if Connection.objects.are_connected(sender, member):
        return Outcome.CONNECTED
    if standing:
        standing.invitation = locked[standing.invitation_id]
        if standing.invitation.is_open:
            return _redeliver(delivery, standing)
        standing.end()
    if ended_by_block := Reception.objects.filter(invitation=invitation).first():
        return _redeliver(delivery, ended_by_block)
    return _deliver_first(delivery, invitation, member)


def _deliver_first(delivery: Delivery, invitation: Invitation, member: Member) -> Outcome:
    note = (delivery.message.text if delivery.message else "") or invitation.note
    reception = Reception.receive(invitation, member, delivery.requested_at, note)
    told_lately = not pair_mails.claim_for_member(invitation, member)
    reminders.continue_earlier(reception, told_lately)
    signals.invitations_delivered.send(sender=Reception, deliveries=[delivery], told_lately=told_lately)
    return Outcome.DELIVERED


def _redeliver(delivery: Delivery, standing: Reception) -> Outcome:
    """Deliver a follow-up, or a second invitation to the same member, which counts as a follow-up.

    The reception may be one that a block has ended.
    """
    note = delivery.message.text if delivery.message else delivery.invitation.note
    if standing.redeliver(note, delivery.requested_at):
        told_lately = not pair_mails.claim_for_member(delivery.invitation, standing.member)
        signals.follow_up_delivered.send(
            sender=Reception, reception=standing, delivery=delivery, told_lately=told_lately
        )
    return Outcome.DELIVERED if delivery.message else Outcome.MERGED


def _cross(standing: Reception, invitation: Invitation) -> Outcome:
    """Connect the two, because the recipient has already invited the sender."""
    standing.invitation.close_other_invitations_to(standing.member)
    invitation = Invitation.objects.lock(invitation.pk)[invitation.pk]
    if invitation.is_open:
        invitation.close_as_connected(standing.sender)
    if invitation.note:
        standing.invitation.write(Message.Kind.CROSSING, invitation.sender, invitation.note)
    standing.connect()
    return Outcome.CROSSED


def _deliver_message(delivery: Delivery) -> Outcome:
    """Deliver a message. It is e-mailed from the inbox, only shown in the archive, and never shown after a refusal."""
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
    assert delivery.message is not None
    reception.receive_answer(delivery.message.at)
    signals.message_delivered.send(sender=Reception, reception=reception, delivery=delivery)
    return Outcome.DELIVERED


def _reassign_reception(ended: Invitation) -> Outcome:
    """After an invitation has ended: reassign its reception to an open invitation that was merged into it, or end it."""
    merged = (
        Delivery.objects.filter(outcome=Outcome.MERGED)
        .filter(invitation__reception=None)  # an invitation that a block has ended has its own reception
        .filter(invitation__sender=ended.sender, member__receptions__invitation=ended)
        .values_list("invitation", flat=True)
    )
    locked = Invitation.objects.lock(ended.pk, *merged)
    successor = next((row for row in locked.values() if row.is_open), None)
    reception = Reception.objects.filter(invitation=ended, ended_at=None).select_related("member").first()
    if reception and successor and not _is_blocked(ended.sender, reception.member):
        reception.reassign(successor)
    elif reception:
        reception.end()
    return Outcome.DONE


def _void_refusals(delivery: Delivery, refused: Member) -> None:
    """The sender wants contact after all: void what they had refused before they asked for this."""
    refusals = Refusal.objects.of(delivery.invitation.sender).against(refused)
    refusals.filter(at__lte=delivery.requested_at).void()


def _is_refused(sender: Member, member: Member, invitation: Invitation) -> bool:
    """Whether the member has refused the sender, or has reported them from the typed address before joining with it."""
    if Refusal.objects.of(member).against(sender).standing().exists():
        return True
    return bool(invitation.address) and NonMember.objects.has_reported(invitation.address, sender)


def _is_blocked(a: Member, b: Member) -> bool:
    """Whether one of the two blocks the other."""
    return bool(Block.objects.between(a, b).standing().exists())


def _related_invitation_ids(reception: Reception | None) -> list[int]:
    """All invitations that a delivery between this pair may change, so that they are locked together, in one order."""
    if reception is None:
        return []
    open_invitations = Invitation.objects.between(reception.sender, reception.member).open()
    return [reception.invitation_id, *open_invitations.values_list("pk", flat=True)]


def _resolve_recipient(invitation: Invitation) -> Member | None:
    """The member who is invited, if they are active and the typed address, if any, is theirs; else None."""
    recipient = invitation.recipient
    if recipient is None:
        member = Member.objects.with_address(invitation.address)
        given_up = Delivery.address_was_given_up(invitation.pk, invitation.address)
        return None if member == invitation.sender or given_up else member
    if not (recipient.is_active and recipient.joined_at):
        return None
    return recipient if not invitation.address or recipient.has_address(invitation.address) else None


def _handle_unresolved(delivery: Delivery, invitation: Invitation) -> Outcome:
    """Decide a delivery that no member may receive: invite a non-member to join, hold it, or end it."""
    recipient = invitation.recipient
    if recipient is None:
        if Delivery.address_was_given_up(invitation.pk, invitation.address):
            return Outcome.WRONG_ADDRESS
        if Member.objects.verified_with(invitation.address).exists():
            return Outcome.HELD
        return join_invitation(delivery, invitation)
    if recipient.left_at:
        invitation.close()
    return Outcome.WRONG_ADDRESS if recipient.is_active and recipient.joined_at else Outcome.ACCOUNT_GONE
