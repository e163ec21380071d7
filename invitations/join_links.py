"""The signed link with which a non-member who was invited by e-mail joins.

Its token names the invitation, the language and time of the e-mail, and a random part, so that it works once. It proves
that whoever opens it reads the mailbox of the invited address, so it opens an account without another e-mail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from invitations import policy, signals
from invitations.models import Invitation, JoinLinkUse
from network import clock
from network.members.accounts.admission import Admission, admission_of
from network.members.accounts.signup_link import SignupLink
from network.members.accounts.verified_signup import create_verified_member
from network.members.models import Member

_signer = signing.Signer(salt="invitations.join")


@dataclass(frozen=True)
class JoinLink:
    """A link with a valid signature. Whether it still opens an account says `is_usable`."""

    invitation: Invitation
    language: str
    nonce: str
    mailed_at: datetime

    @property
    def address(self) -> str:
        """The invited address; empty once it is erased from the invitation."""
        return self.invitation.address

    @property
    def is_usable(self) -> bool:
        """Whether it is young and unused, the invitation stands, and no member has the address.

        The work is the same whatever is so.
        """
        is_young = self.mailed_at > clock.now() - policy.current().join_link_life
        is_used = JoinLinkUse.objects.with_nonce(self.nonce).exists()
        is_taken = Member.objects.verified_with(self.address).exists()
        return is_young and self.invitation.stands_for_non_member and not is_used and not is_taken

    @property
    def admission(self) -> Admission:
        """Whether its owner may join by the policy of the site as it is now."""
        return admission_of(self.address, self.invitation.sender)

    @property
    def signup_link(self) -> SignupLink:
        """The link to an application, which lives no longer than this one."""
        return SignupLink(self.address, self.language, self.mailed_at)

    def open_account(
        self, request: HttpRequest, name: str, password: str = "", terms: int = 0
    ) -> Member | None:
        """Create the member; None if that is no longer possible.

        Of requests at the same moment the unique columns let one through: the address of the member, and the nonce.
        """
        try:
            return self._open_account(request, name, password, terms)
        except IntegrityError:
            return None

    @transaction.atomic
    def _open_account(self, request: HttpRequest, name: str, password: str, terms: int) -> Member | None:
        locked = Invitation.objects.lock(self.invitation.pk)[self.invitation.pk]
        link = replace(self, invitation=locked)
        if not link.is_usable or link.admission != Admission.ADMITTED:
            return None
        member = create_verified_member(request, name, self.address, password, terms)
        if member:
            use = JoinLinkUse.objects.create(nonce=self.nonce, member=member)
            signals.non_member_joined.send(sender=JoinLinkUse, use=use)
        return member


def join_token(invitation: Invitation, language: str, nonce: str) -> str:
    """The token of the link in an e-mail that is written now. The nonce differs from e-mail to e-mail."""
    seconds = int(clock.now().timestamp())
    return _signer.sign_object([invitation.public_id, language, nonce, seconds])


def read_join_token(token: str) -> JoinLink | None:
    """The link; None for an invalid token."""
    try:
        public_id, language, nonce, seconds = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    invitation = Invitation.objects.with_people().filter(public_id=public_id).first()
    return JoinLink(invitation, language, nonce, datetime.fromtimestamp(seconds, UTC)) if invitation else None
