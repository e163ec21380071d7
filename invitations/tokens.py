"""Tokens of the accept link in e-mails: they name one invitation and its recipient, and never log in."""

from __future__ import annotations

from invitations.models import Invitation, Reception
from network.common.sealing import Sealer
from network.members.models import Member

_sealer = Sealer("invitations.accept-link", signed_before="invitations.accept")


def accept_token(invitation: Invitation, member: Member) -> str:
    return _sealer.seal(invitation.public_id, member.pk)


def reception_of(token: str) -> Reception | None:
    """The reception that the token names; None for an invalid token or one whose reception is gone.

    For an invitation that was merged into another one, this is the reception of that other one. A reception that a
    block has ended is returned too.
    """
    try:
        public_id, member_id = _sealer.unseal(token)
    except ValueError:
        return None
    invitation = Invitation.objects.filter(public_id=public_id).first()
    if invitation is None:
        return None
    active = Reception.objects.filter(member_id=member_id, member__is_active=True)
    receptions = active.select_related("invitation", "sender", "member")
    if invitation.is_open and (live := receptions.live().from_(invitation.sender).first()):
        return live
    same_invitation = receptions.filter(invitation=invitation)
    invitation.refresh_from_db(fields=["status"])  # it may have ended between the two queries
    return same_invitation.exclude(ended_at=None).first() if invitation.is_open else same_invitation.first()
