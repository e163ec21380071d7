"""What the timeline of some invitations is made of: entries, and the rows that several sources read, each read once."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, Q
from django.utils.safestring import SafeString

from invitations.models import Block, Delivery, Invitation, InvitationEvent, Reception
from invitations.worker.delivery import WAITING_FOR_MEMBER
from network.common.addresses import readable_address
from network.common.admin import may_view
from network.members.models import Member

EventKind = InvitationEvent.Kind
PROPOSALS = {
    EventKind.SENT: Delivery.Kind.INVITATION,
    EventKind.FOLLOWED_UP: Delivery.Kind.FOLLOW_UP,
    EventKind.MESSAGED: Delivery.Kind.MESSAGE,
}


@dataclass(frozen=True)
class Entry:
    """One sentence. Entries of one `cause` belong together.

    `silent` marks what was deliberately not sent, `rule` is the id of the product rule behind it, if there is one.
    """

    at: datetime
    cause: str
    sentence: SafeString
    url: str = ""
    silent: bool = False
    rule: str = ""


class History:
    """Some invitations and their rows. To a member of staff, names come from the rows alone that they may view."""

    def __init__(self, invitations: Iterable[Invitation], viewer: Any = None) -> None:
        self.viewer = viewer
        self.invitations = {invitation.pk: invitation for invitation in invitations}

    def shows(self, model: type[Model]) -> bool:
        return self.viewer is None or may_view(self.viewer, model)

    def has_open_invitation_of(self, sender_id: int | None, at: datetime) -> bool:
        """Whether one of these invitations, of this sender, was open or accepted at this time."""
        return any(
            row.sender_id == sender_id
            and row.sent_at <= at
            and (row.closed_at is None or at <= row.closed_at)
            for row in self.invitations.values()
        )

    @cached_property
    def events(self) -> list[InvitationEvent]:
        rows = InvitationEvent.objects.filter(invitation__in=self.invitations).select_related("actor")
        return list(rows.order_by("at", "pk"))

    @cached_property
    def deliveries(self) -> list[Delivery]:
        rows = Delivery.objects.filter(invitation__in=self.invitations).select_related("member")
        return list(rows.order_by("pk"))

    @cached_property
    def receptions(self) -> dict[int, Reception]:
        """By the primary key of their invitation."""
        rows = Reception.objects.filter(invitation__in=self.invitations).select_related("member")
        return {row.invitation_id: row for row in rows}

    @cached_property
    def blocks(self) -> list[Block]:
        """Blocks between sender and recipient that stood when the invitation was sent or later."""
        pairs = Q()
        for invitation in self.invitations.values():
            if member := self.member(invitation):
                since_sent = Q(lifted_at=None) | Q(lifted_at__gte=invitation.sent_at)
                for a, b in ((invitation.sender, member), (member, invitation.sender)):
                    pairs |= Q(blocker=a, blocked=b) & since_sent
        rows = Block.objects.filter(pairs) if pairs else Block.objects.none()
        return list(rows.select_related("blocker", "blocked").order_by("at", "pk"))

    def member(self, invitation: Invitation) -> Member | None:
        """The recipient; of an invitation by e-mail the member for whom it was decided, if there is one."""
        if invitation.recipient:
            return invitation.recipient
        if self.shows(Reception) and invitation.pk in self.receptions:
            return self.receptions[invitation.pk].member
        rows = [row for row in self.deliveries if row.invitation_id == invitation.pk and row.member]
        return rows[-1].member if rows and self.shows(Delivery) else None

    def names(self, invitation: Invitation) -> dict[str, str]:
        """`sender`, `recipient` and `address` for sentences; without an address the last is empty."""
        member, address = self.member(invitation), readable_address(invitation.address)
        recipient = member.get_short_name() if member else address or invitation.to
        return {
            "sender": invitation.sender.get_short_name(),
            "recipient": recipient,
            "address": address,
        }

    @cached_property
    def causes(self) -> dict[int, str]:
        """The cause of each event by its primary key: a proposal has that of its delivery."""
        waiting: dict[tuple[int, str], deque[int]] = defaultdict(deque)
        for delivery in self.deliveries:
            waiting[delivery.invitation_id, delivery.kind].append(delivery.pk)
        causes = {}
        for event in self.events:
            queue = waiting[event.invitation_id, PROPOSALS.get(EventKind(event.kind), "")]
            causes[event.pk] = delivery_cause(queue.popleft()) if queue else self._cause_of_event(event)
        return causes

    def _cause_of_event(self, event: InvitationEvent) -> str:
        """The block, if it ended the invitation; else the event itself."""
        is_block = event.kind == EventKind.BLOCKED
        blocks = [row.pk for row in self.blocks if row.blocker_id == event.actor_id and row.at <= event.at]
        return block_cause(blocks[-1], lifted=False) if is_block and blocks else event_cause(event.pk)

    def nearest(self, invitation_id: int, kind: str, at: datetime) -> str | None:
        """The cause of the event of this kind that is nearest in time; None if there is none."""
        events = [row for row in self.events if (row.invitation_id, row.kind) == (invitation_id, kind)]
        event = min(events, key=lambda row: abs(row.at - at), default=None)
        return self.causes[event.pk] if event else None

    @cached_property
    def closed_by_crossing(self) -> dict[int, str]:
        """The cause of each event, by its primary key, that closed an invitation because it crossed another."""
        deliveries = self.deliveries if self.shows(Delivery) else []
        crossing = [row for row in deliveries if row.outcome == Delivery.Outcome.CROSSED]
        crossed = {row.invitation_id: delivery_cause(row.pk) for row in crossing}
        closed = (row for row in self.events if row.kind == EventKind.CLOSED)
        return {row.pk: crossed[row.invitation_id] for row in closed if row.invitation_id in crossed}

    @cached_property
    def claimed(self) -> set[int]:
        """The deliveries, by primary key, that waited for a member to verify the address, and were decided again."""
        decisions = [row for row in self.events if row.kind in (EventKind.DELIVERED, EventKind.NOT_DELIVERED)]
        first = {row.invitation_id: row.reason for row in reversed(decisions)}
        waited = {pk for pk, reason in first.items() if reason in WAITING_FOR_MEMBER}
        return {
            row.pk
            for row in self.deliveries
            if row.invitation_id in waited
            and row.kind == Delivery.Kind.INVITATION
            and row.outcome not in WAITING_FOR_MEMBER
        }


def event_cause(pk: int | str) -> str:
    return f"event:{pk}"


def delivery_cause(pk: int | str) -> str:
    return f"delivery:{pk}"


def claim_cause(pk: int | str) -> str:
    """Of what happened once a member had verified the address."""
    return f"claim:{pk}"


def block_cause(pk: int | str, lifted: bool) -> str:
    return f"unblock:{pk}" if lifted else f"block:{pk}"
