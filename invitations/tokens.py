"""The accept link of an e-mail: it names one invitation and the member it was brought to, and never logs in."""

from __future__ import annotations

from django.core import signing

from invitations.models import Invitation, Reception

_signer = signing.Signer(salt="invitations.accept")


def accept_token(invitation_id: int, member_id: int) -> str:
    return _signer.sign_object([invitation_id, member_id])


def reception_of(token: str) -> Reception | None:
    """The reception that a link stands for; none for a token that we did not make or that leads nowhere now.

    Where a second way to the same person was joined to the first, the first one's reception answers.
    """
    try:
        invitation_id, member_id = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None:
        return None
    mine = Reception.objects.filter(member_id=member_id).select_related("invitation", "sender", "member")
    own = mine.filter(invitation=invitation).first()
    return own or (mine.live().from_(invitation.sender).first() if invitation.is_open else None)
