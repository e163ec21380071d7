"""How an invitation comes into being: proposed, refused by a limit, or turned into the acceptance of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from invitations import signals
from invitations.errors import AddressNeeded, AlreadyInvited, Blocked, LimitReached, NotOpen
from invitations.models.allowance import Allowance
from invitations.models.delivery import Delivery
from invitations.models.event import InvitationEvent
from invitations.models.message import Message
from invitations.models.reception import Reception
from invitations.querysets import InvitationQuerySet, ReceptionQuerySet, pair
from invitations.transitions import transition
from network import clock
from network.members.models import Member, normalise_address

if TYPE_CHECKING:
    from invitations.models.invitation import Invitation


class InvitationManager(models.Manager["Invitation"].from_queryset(InvitationQuerySet)):  # type: ignore[misc]
    @transition
    def send(
        self, sender: Member, recipient: Member, note: str = "", reason: str = "", address: str = ""
    ) -> Invitation:
        """Propose to connect. Where the recipient has an open invitation to the sender, this accepts it instead.

        Raises `Blocked` where the sender blocks the recipient, `AlreadyInvited`, `LimitReached` (R02) and, where the plain way is closed and no address is given,
        `AddressNeeded` (R31). Whether the proposal reaches anybody is the worker's to decide.
        """
        if sender == recipient:
            raise AlreadyInvited
        allowance = Allowance.objects.lock(sender)
        rows = list(self.standing_of(sender, recipient).order_by(F("recipient").asc(nulls_first=True)))
        if theirs := next((row for row in rows if row.sender_id != sender.pk and row.is_open), None):
            if sender.blocks.against(recipient).standing().exists():
                raise Blocked
            return self._cross(theirs, sender, note)
        if any(row.is_live for row in rows):
            raise AlreadyInvited
        if not self.needs_address(sender, recipient, rows, allowance):
            address = ""
        elif not address:
            raise AddressNeeded
        elif self.gate_tries_are_spent(sender, recipient):
            raise LimitReached
        allowance.spend(unless=sender.blocks.against(recipient).standing())
        return self._propose(sender, recipient, normalise_address(address), note, reason)

    @transition
    def send_to_address(self, sender: Member, address: str, note: str = "", reason: str = "") -> Invitation:
        """Propose to whoever has this address, member or not. Raises `AlreadyInvited` and `LimitReached`."""
        address = normalise_address(address)
        if self.sent_by(sender).open().filter(address=address, recipient=None).exists():
            raise AlreadyInvited
        Allowance.objects.lock(sender).spend()
        return self._propose(sender, None, address, note, reason)

    def standing_of(self, viewer: Member, other: Member) -> InvitationQuerySet:
        """All that the viewer may know of the two: both directions, and what the other sent to the viewer's address."""
        received = Reception.objects.of(viewer).from_(other).filter(ended_at=None)
        return self._either(self.between(viewer, other), received)

    def shown_between(self, viewer: Member, other: Member) -> InvitationQuerySet:
        """What is open of the two and has a page for the viewer: one's own, and what was brought to oneself."""
        return self.shown_among(viewer, [other])

    def shown_among(self, viewer: Member, others: Iterable[Member]) -> InvitationQuerySet:
        """As `shown_between`, of many people."""
        keys = [other.pk for other in others]
        received = Reception.objects.of(viewer).filter(sender__in=keys, ended_at=None)
        return self._either(self.open().filter(sender=viewer, recipient__in=keys), received).open()

    def _either(self, some: InvitationQuerySet, received: ReceptionQuerySet) -> InvitationQuerySet:
        """A union, for each part has its index: of an `or` databases read every invitation that there is."""
        keys = some.order_by().values_list("pk").union(received.values_list("invitation"))
        rows: InvitationQuerySet = self.filter(pk__in=keys)
        return rows

    def needs_address(
        self, sender: Member, recipient: Member, rows: Iterable[Invitation], allowance: Allowance
    ) -> bool:
        """Whether only somebody who knows the recipient's address may invite them: the four causes of the gate."""
        pasts = [row for row in rows if row.recipient_id]
        connected = max((row.accepted_at for row in pasts if row.accepted_at), default=None)
        withdrew = any(
            row.sender_id == sender.pk
            and row.status == self.model.Status.WITHDRAWN
            and (connected is None or (row.closed_at is not None and row.closed_at > connected))
            for row in pasts
        )
        removals = sorted(
            (row.closed_at, row.ended_by_id) for row in pasts if row.closed_at and row.ended_by_id
        )
        removed_by_them = bool(removals) and removals[-1][1] == recipient.pk
        by_their_setting = recipient.invitable_by == Member.InvitableBy.ADDRESS
        return bool(withdrew or removed_by_them or by_their_setting or allowance.restricted_at)

    def _propose(
        self, sender: Member, recipient: Member | None, address: str, note: str, reason: str
    ) -> Invitation:
        now = clock.now()
        both = pair(sender, recipient) if recipient else {}
        invitation: Invitation = self.create(
            sender=sender, recipient=recipient, address=address, note=note, reason=reason,
            sent_at=now, last_proposed_at=now, **both,
        )  # fmt: skip
        invitation.record(InvitationEvent.Kind.SENT, sender)
        delivery = invitation.request_delivery(Delivery.Kind.INVITATION)
        signals.invitation_sent.send(sender=type(invitation), delivery=delivery)
        return invitation

    def _cross(self, theirs: Invitation, member: Member, note: str) -> Invitation:
        """Inviting somebody whose invitation is open is accepting it, wherever it lies; both notes are kept."""
        theirs.close_other_ways_to(member)
        theirs = self.lock(theirs.pk)[theirs.pk]
        if not theirs.is_open:
            raise NotOpen
        reception = Reception.objects.of(member).filter(invitation=theirs).first()
        if reception is None:
            reception = Reception.receive(theirs, member, theirs.sent_at, theirs.note, ended_at=clock.now())
        reception.invitation = theirs
        reception.void_refusal()
        if note:
            theirs.write(Message.Kind.CROSSING, member, note)
        reception.connect()
        return theirs
