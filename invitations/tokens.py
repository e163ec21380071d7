"""The accept link of an e-mail: it names one invitation and the member it was brought to, and never logs in."""

from __future__ import annotations

from django.core import signing

from invitations.models import Invitation, Reception
from network.members.models import Member

_signer = signing.Signer(salt="invitations.accept")


def accept_token(invitation: Invitation, member: Member) -> str:
    return _signer.sign_object([invitation.public_id, member.pk])


def reception_of(token: str) -> Reception | None:
    """The reception that a link stands for; none for a token that we did not make or that leads nowhere now.

    Where a second way to the same person was joined to the first, the first one's reception answers; where a block
    has ended it, it says so.
    """
    try:
        public_id, member_id = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    invitation = Invitation.objects.filter(public_id=public_id).first()
    if invitation is None:
        return None
    rows = Reception.objects.filter(member_id=member_id, member__is_active=True)
    mine = rows.select_related("invitation", "sender", "member")
    if invitation.is_open and (standing := mine.live().from_(invitation.sender).first()):
        return standing
    own = mine.filter(invitation=invitation)
    invitation.refresh_from_db(fields=["status"])  # it may have ended between the two looks
    return own.exclude(ended_at=None).first() if invitation.is_open else own.first()
