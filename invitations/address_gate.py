"""The address gate: when a sender must know the recipient's e-mail address to invite them (R31)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from invitations.lifecycle import Status
from network.members.models import Member

if TYPE_CHECKING:
    from invitations.models import Invitation


def needs_address(
    sender: Member, recipient: Member, invitations: list[Invitation], is_restricted: bool
) -> bool:
    """Whether the sender must enter the address. `invitations` are all of the pair that the sender may know of."""
    return (
        _withdrew_since_connected(sender, invitations)
        or _recipient_removed_connection(recipient, invitations)
        or recipient.invitable_by == Member.InvitableBy.ADDRESS
        or is_restricted
    )


def _withdrew_since_connected(sender: Member, invitations: list[Invitation]) -> bool:
    """Whether the sender has withdrawn an invitation and the two were not connected afterwards."""
    connected_at = max((row.accepted_at for row in invitations if row.accepted_at), default=None)
    return any(
        row.sender_id == sender.pk
        and row.status == Status.WITHDRAWN
        and (connected_at is None or cast(datetime, row.closed_at) > connected_at)
        for row in invitations
    )


def _recipient_removed_connection(recipient: Member, invitations: list[Invitation]) -> bool:
    """Whether the last connection of the two was removed by the recipient."""
    removed = [row for row in invitations if row.ended_by_id]
    last = max(removed, key=lambda row: cast(datetime, row.closed_at), default=None)
    return last is not None and last.ended_by_id == recipient.pk
