"""The narrator's view: both halves of every invitation between two members. Never shown to the two themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from invitations.admin.timeline import Entry, timeline_of
from invitations.models import Invitation, Reception
from network.members.models import Member


@dataclass(frozen=True)
class InvitationHistory:
    """One invitation: the shared half, the recipient's half if it was delivered, and its events."""

    invitation: Invitation
    reception: Reception | None
    entries: list[Entry]


def histories_between(left: Member, right: Member) -> list[InvitationHistory]:
    """All invitations between the two, to a member or to an address, newest first."""
    receptions = Reception.objects.filter(Q(sender=left, member=right) | Q(sender=right, member=left))
    reception_by_invitation = {reception.invitation_id: reception for reception in receptions}
    invitations = Invitation.objects.filter(
        Q(sender=left, recipient=right)
        | Q(sender=right, recipient=left)
        | Q(sender=left, address__in=right.addresses())
        | Q(sender=right, address__in=left.addresses())
        | Q(pk__in=reception_by_invitation)
    )
    newest_first = invitations.select_related("sender", "recipient").order_by("-sent_at", "-pk")
    return [
        InvitationHistory(invitation, reception_by_invitation.get(invitation.pk), timeline_of(invitation))
        for invitation in newest_first
    ]
