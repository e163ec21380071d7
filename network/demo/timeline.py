"""What really happened between two people, both halves of it: for the teacher, never for the two."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from invitations.admin.timeline import Entry, timeline_of
from invitations.models import Invitation, Reception
from network.members.models import Member


@dataclass(frozen=True)
class Tale:
    """One invitation: the half that both may see, the half that is the recipient's, and what happened."""

    invitation: Invitation
    reception: Reception | None
    entries: list[Entry]


def tales_of(left: Member, right: Member) -> list[Tale]:
    """Every invitation between the two, by whichever way, the newest first."""
    received = Reception.objects.filter(Q(sender=left, member=right) | Q(sender=right, member=left))
    halves = {reception.invitation_id: reception for reception in received}
    between = Invitation.objects.filter(
        Q(sender=left, recipient=right)
        | Q(sender=right, recipient=left)
        | Q(sender=left, address__in=right.addresses())
        | Q(sender=right, address__in=left.addresses())
        | Q(pk__in=halves)
    )
    newest = between.select_related("sender", "recipient").order_by("-sent_at", "-pk")
    return [Tale(each, halves.get(each.pk), timeline_of(each)) for each in newest]
