"""How often one person is told by e-mail of one sender's invitations and follow-ups, whatever the way or address.

Each e-mail that the worker announces is counted by an event `MAILED`, even if it is switched off or cancelled before it
leaves. Reminders are not counted: they belong to a delivered invitation, days apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from invitations import policy
from invitations.models import Delivery, Invitation, InvitationEvent, JoinInvitation, NonMember
from invitations.models.non_member import mailbox_digests
from network import clock
from network.members.models import Member

InvitationIds = QuerySet[Any, tuple[int]]


def claim_for_member(invitation: Invitation, member: Member) -> bool:
    """Count one e-mail to a member. Returns False, and counts nothing, if they were told lately.

    What reached them before they joined is counted too. Call it after the pair's live reception was written: its row
    lock and `reception_one_live_per_pair` let several workers count one after the other.
    """
    ids = _ids_mailed_to(mailbox_digests(*member.addresses()), invitation.sender)
    return _claim(invitation, ids.union(_decided_for(member, invitation.sender)))


def claim_for_non_member(invitation: Invitation, non_member: NonMember, owner: Member | None) -> bool:
    """Count one e-mail to an address that no member has, as above. Call it on a locked row.

    `owner` is the member with another address of the same mailbox, who is told of it too.
    """
    ids = _ids_mailed_to([non_member.digest], invitation.sender)
    return _claim(invitation, ids.union(_decided_for(owner, invitation.sender)) if owner else ids)


def _decided_for(member: Member, sender: Member) -> InvitationIds:
    return (
        Delivery.objects.filter(member=member, invitation__sender=sender).order_by().values_list("invitation")
    )


def _ids_mailed_to(digests: Iterable[str], sender: Member) -> InvitationIds:
    return mailed_to(digests, sender).values_list("invitation")


def mailed_to(digests: Iterable[str], sender: Member) -> QuerySet[JoinInvitation]:
    """The sender's invitations to join that were mailed to these addresses."""
    return JoinInvitation.objects.filter(non_member__in=digests, sender=sender)


def _claim(invitation: Invitation, to_person: InvitationIds) -> bool:
    """`to_person` are the ids of the sender's invitations that reached the person."""
    now = clock.now()
    events = InvitationEvent.objects.filter(kind=InvitationEvent.Kind.MAILED, invitation__in=to_person)
    times = [at for (at,) in events.filter(at__gt=now - policy.MONTH).values_list("at")]
    today = [at for at in times if at > now - policy.DAY]
    if len(times) >= policy.current().pair_mails_a_month or len(today) >= policy.current().pair_mails_a_day:
        return False
    invitation.record(InvitationEvent.Kind.MAILED, None)
    return True
