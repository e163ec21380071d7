"""Why e-mails about invitations must not be sent after all, for many at once: their number changes no number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q

from invitations.choices import CancelReason
from invitations.models import Block, Delivery, Invitation, NonMember, Reception
from invitations.models.non_member import mailbox_digests
from invitations.worker.non_members import cancel_reason_for_non_member
from network.common.addresses import mailbox_of
from network.members.models import Member, normalise_address

Reasons = list[CancelReason | None]
Pair = tuple[int, int]


@dataclass(frozen=True)
class AboutInvitation:
    """An e-mail to the recipient of an invitation."""

    invitation: Invitation
    member: Member
    is_reminder: bool = False

    @property
    def pair(self) -> Pair:
        return self.member.pk, self.invitation.sender_id


def for_recipients(mails: Sequence[AboutInvitation]) -> Reasons:
    """For each e-mail why it must not be sent; None if it may be sent.

    Locks the invitations until the caller's transaction ends, so that they cannot change in between.
    """
    members, senders = {mail.member.pk for mail in mails}, {mail.invitation.sender_id for mail in mails}
    live = Reception.objects.filter(member__in=members, ended_at=None)
    standing = {
        (member, sender): invitation
        for member, sender, invitation in live.filter(sender__in=senders).values_list(
            "member", "sender", "invitation"
        )
    }
    about = {mail: {mail.invitation.pk, standing.get(mail.pair, mail.invitation.pk)} for mail in mails}
    ids = set().union(*about.values())
    unlocked = Invitation.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    status = dict(unlocked.values_list("pk", "status"))
    blocked = _blocks_among(members | senders)
    receptions = {(row.member_id, row.invitation_id): row for row in live.filter(invitation__in=ids)}

    def reason_for(mail: AboutInvitation) -> CancelReason | None:
        if not (mail.member.is_active and mail.invitation.sender.is_active):
            return CancelReason.ACCOUNT_GONE
        if status[mail.invitation.pk] != Invitation.Status.OPEN:
            return CancelReason.of_status(status[mail.invitation.pk])
        if {mail.pair, mail.pair[::-1]} & blocked:
            return CancelReason.BLOCKED
        found = (receptions.get((mail.member.pk, invitation)) for invitation in about[mail])
        reception = next(filter(None, found), None)
        if reception is None or status[reception.invitation_id] != Invitation.Status.OPEN:
            return CancelReason.ENDED
        return _reason_of_state(reception, mail.is_reminder)

    return [reason_for(mail) for mail in mails]


def for_senders(pairs: Sequence[tuple[Member, Member | None]]) -> Reasons:
    """For e-mails to a sender about what another member did, as (sender, other member)."""
    people = {person.pk for pair in pairs for person in pair if person}
    blocked = _blocks_among(people)
    return [CancelReason.BLOCKED if of and (member.pk, of.pk) in blocked else None for member, of in pairs]


def for_non_members(invitations: Sequence[Invitation]) -> Reasons:
    """For e-mails to the typed addresses of these. Only those about whose address something is known are looked at one by one."""
    known = _with_known_address(invitations)
    return [
        None if row.pk not in known and row.stands_for_non_member else cancel_reason_for_non_member(row)
        for row in invitations
    ]


def _with_known_address(invitations: Sequence[Invitation]) -> set[int]:
    """Those to a mailbox that a member has, that has opted out or reported somebody, or that were decided for a member."""
    mailboxes = {
        row.pk: {normalise_address(row.address), normalise_address(mailbox_of(row.address))}
        for row in invitations
    }
    digests = {row.pk: set(mailbox_digests(row.address)) for row in invitations}
    verified = EmailAddress.objects.filter(email__in=set().union(*mailboxes.values()), verified=True)
    of_members = set(verified.values_list("email", flat=True))
    unwilling = NonMember.objects.filter(Q(opted_out_at__isnull=False) | Q(reports__isnull=False))
    answered = set(
        unwilling.filter(digest__in=set().union(*digests.values())).values_list("digest", flat=True)
    )
    decided = Delivery.objects.filter(invitation__in=list(mailboxes), member__isnull=False)
    return set(decided.values_list("invitation", flat=True)) | {
        key for key in mailboxes if mailboxes[key] & of_members or digests[key] & answered
    }


def _reason_of_state(reception: Reception, is_reminder: bool) -> CancelReason | None:
    if reception.refused_at:
        return CancelReason.REFUSED
    if reception.place == Reception.Place.ARCHIVE:
        return CancelReason.IGNORED
    return CancelReason.ANSWERED if is_reminder and reception.replied_at else None


def _blocks_among(people: Iterable[int]) -> set[Pair]:
    """The standing blocks among these members, as (blocker, blocked)."""
    rows = Block.objects.filter(blocker__in=people, blocked__in=people).standing()
    return set(rows.values_list("blocker", "blocked"))
