"""The address gate: when a member may be invited only by somebody who knows their e-mail address (R31)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from invitations.lifecycle import Status
from network.members.models import Member

if TYPE_CHECKING:
    from invitations.models import Allowance, Invitation


def needs_address(
    sender: Member, recipient: Member, invitations: Iterable[Invitation], allowance: Allowance
) -> bool:
    """Whether the gate is closed for this pair; `invitations` are all of the two that the sender may know of."""
    named = [invitation for invitation in invitations if invitation.recipient_id]
    return (
        _withdrew_since_connected(sender, named)
        or _recipient_removed_connection(recipient, named)
        or recipient.invitable_by == Member.InvitableBy.ADDRESS
        or allowance.restricted_at is not None
    )


def _withdrew_since_connected(sender: Member, invitations: list[Invitation]) -> bool:
    connected_at = max((each.accepted_at for each in invitations if each.accepted_at), default=None)
    return any(
        each.sender_id == sender.pk
        and each.status == Status.WITHDRAWN
        and (connected_at is None or (each.closed_at is not None and each.closed_at > connected_at))
        for each in invitations
    )


def _recipient_removed_connection(recipient: Member, invitations: list[Invitation]) -> bool:
    """Whether the last connection of the two was removed by the recipient."""
    removals = sorted(
        (each.closed_at, each.ended_by_id) for each in invitations if each.closed_at and each.ended_by_id
    )
    return bool(removals) and removals[-1][1] == recipient.pk
