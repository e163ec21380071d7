"""Tokens of links in e-mails that never log in; `join_links.py` has those that open an account."""

from __future__ import annotations

from dataclasses import dataclass

from invitations.models import Invitation, JoinLinkUse, Reception
from network.common.sealing import Sealer
from network.members.models import Member

_accept = Sealer("invitations.accept-link", signed_before="invitations.accept")
_card = Sealer("invitations.card-link")
_not_me = Sealer("invitations.not-me-link")
_report = Sealer("invitations.report-link")


def accept_token(invitation: Invitation, member: Member) -> str:
    return _accept.seal(invitation.public_id, member.pk)


def read_accept_token(token: str) -> tuple[Invitation, Member] | None:
    """The invitation and its recipient, whose account is active; None for an invalid token."""
    try:
        public_id, member_id = _accept.unseal(token)
    except ValueError:
        return None
    invitation = Invitation.objects.with_people().filter(public_id=public_id).first()
    member = Member.objects.filter(pk=member_id, is_active=True).first()
    return (invitation, member) if invitation and member else None


def reception_of(invitation: Invitation, member: Member) -> Reception | None:
    """The reception that an accept link is about; None if it is gone.

    For an invitation that was merged into another one, this is the reception of that other one. A reception that a
    block has ended is returned too.
    """
    receptions = Reception.objects.filter(member=member).select_related("invitation", "sender", "member")
    if invitation.is_open and (live := receptions.live().from_(invitation.sender).first()):
        return live
    same_invitation = receptions.filter(invitation=invitation)
    invitation.refresh_from_db(fields=["status"])  # it may have ended between the two queries
    return same_invitation.exclude(ended_at=None).first() if invitation.is_open else same_invitation.first()


def card_token(invitation: Invitation, language: str) -> str:
    """Names an invitation to a non-member, whose sender's card it shows, and the language of the e-mail."""
    return _card.seal(invitation.public_id, language)


def read_card_token(token: str) -> tuple[Invitation, str] | None:
    """The invitation and the language; None for an invalid token, and where the link to join would not work either.

    To the member who has the address it must not tell whether the sender has withdrawn the invitation or blocked them.
    """
    try:
        public_id, language = _card.unseal(token)
    except ValueError:
        return None
    invitation = Invitation.objects.with_people().filter(public_id=public_id).first()
    if invitation is None or not invitation.stands_for_non_member:
        return None
    return None if Member.objects.verified_with(invitation.address).exists() else (invitation, language)


def not_me_token(use: JoinLinkUse) -> str:
    """Lets the owner of the invited address close the account that was opened with its link."""
    return _not_me.seal(use.nonce)


def read_not_me_token(token: str) -> JoinLinkUse | None:
    """The account that was opened; None for an invalid or expired token, and where it is an administrator's by now."""
    try:
        (nonce,) = _not_me.unseal(token)
    except ValueError:
        return None
    uses = JoinLinkUse.objects.with_nonce(nonce).current().select_related("member")
    return uses.filter(member__is_superuser=False).first()


@dataclass(frozen=True)
class ReportLink:
    """What a report link names: the invitation, the member to whom its e-mail went, if any, and the language of that."""

    invitation: Invitation
    addressee: Member | None = None
    mail_language: str = ""

    @property
    def reader(self) -> Member | None:
        """The member who may report by the link; None if the typed address belongs to no member.

        Whoever got the e-mail as a member stays its reader without the typed address too.
        """
        return (
            self.addressee
            or self.invitation.recipient
            or Member.objects.with_address(self.invitation.address)
        )

    @property
    def language(self) -> str:
        """That of the member, for a non-member's that of the e-mail; links of earlier versions name none."""
        return (
            self.addressee.language
            if self.addressee
            else self.mail_language or (self.reader or self.invitation.sender).language
        )


def report_token(invitation: Invitation, addressee: Member | None, language: str) -> str:
    """Names the invitation, and the addressee and language of the e-mail."""
    return _report.seal(invitation.public_id, addressee and addressee.pk, language)


def read_report_token(token: str) -> ReportLink | None:
    """What the token of a report link names; None for an invalid token. Earlier versions named the invitation alone."""
    try:
        public_id, pk, language = [*_report.unseal(token), None, ""][:3]
    except ValueError:
        return None
    invitation = Invitation.objects.with_people().filter(public_id=public_id).first()
    if invitation is None:
        return None
    addressee = Member.objects.joined().filter(pk=pk).first() if pk else None
    return ReportLink(invitation, addressee, language)
