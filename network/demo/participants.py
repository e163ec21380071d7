"""The two people of the split screen, and the invitations between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from invitations.models import Invitation, Reception
from invitations.models.invitation import InvitationQuerySet
from network.members.models import Member, normalise_address

STANDING = (Invitation.Status.OPEN, Invitation.Status.ACCEPTED)


@dataclass(frozen=True)
class Participant:
    """One of the two: a member, or an address of somebody who is none yet."""

    member: Member | None
    addresses: list[str]

    @property
    def short_name(self) -> str:
        return self.member.get_short_name() if self.member else self.addresses[0]


def find_member(who: str) -> Member | None:
    """The member with this handle, or who has verified this address."""
    members = Member.objects.joined()
    member: Member | None = (
        Member.objects.with_address(who) if "@" in who else members.filter(handle=who).first()
    )
    return member


def find_participant(who: str) -> Participant | None:
    """The member with this handle or verified address, or this address itself; None for an unknown handle."""
    if member := find_member(who):
        return Participant(member, member.addresses())
    address = normalise_address(who) if "@" in who else ""
    return Participant(None, [address]) if address else None


def invitations_between(left: Participant, right: Participant) -> InvitationQuerySet:
    """The invitations in both directions, to a member or to an address, delivered or not, newest first."""
    of_two = Q(pk=None)
    for sender, other in ((left, right), (right, left)):
        if sender.member:
            of_two |= Q(sender=sender.member, address__in=other.addresses)
        if sender.member and other.member:
            received = Reception.objects.filter(sender=sender.member, member=other.member)
            of_two |= Q(sender=sender.member, recipient=other.member) | Q(
                pk__in=received.values("invitation")
            )
    return Invitation.objects.filter(of_two).order_by("-sent_at", "-pk")


def current_invitation(newest_first: Iterable[Invitation]) -> Invitation | None:
    """The newest open or accepted one, else the newest; None if there is none."""
    return min(newest_first, key=lambda invitation: invitation.status not in STANDING, default=None)


def find_invitation(who: str, other: str) -> Invitation | None:
    """The current invitation between the two, handles or addresses, that the first, a member, has sent or received."""
    person, other_person = find_participant(who), find_participant(other)
    if person is None or person.member is None or other_person is None:
        return None
    visible = Q(sender=person.member) | Q(reception__member=person.member)
    return current_invitation(invitations_between(person, other_person).filter(visible))
