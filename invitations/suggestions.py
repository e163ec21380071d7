"""Suggestions of members whom the viewer may know, from what the viewer may see, never from another's half."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest, Least

from invitations.models import Block, Invitation, Reception, Refusal
from network.members.models import Member
from network.members.people import suggestions
from network.members.people.suggestions import Suggestion


def may_know(viewer: Member, limit: int) -> list[Suggestion]:
    """The best suggestions, without members with whom the viewer has or had an invitation, refusal or block."""
    return suggestions.suggest(viewer, _known_to, limit)


def _known_to(viewer: Member) -> Q:
    """Invitations that the viewer sent by name or received, ended connections, the viewer's refusals and blocks.

    Invitations to a typed address are left out, because the viewer does not know whose address it is.
    """
    viewer_id, member_id = Value(viewer.pk), OuterRef("pk")
    pair = {"low": Least(viewer_id, member_id), "high": Greatest(viewer_id, member_id)}
    sent_or_ended = Q(sender=viewer) | Q(status=Invitation.Status.ENDED)
    return (
        Q(Exists(Invitation.objects.filter(sent_or_ended, **pair)))
        | Q(Exists(Reception.objects.of(viewer).standing().filter(**pair)))
        | Q(Exists(Refusal.objects.of(viewer).standing().filter(refused=member_id)))
        | Q(Exists(Block.objects.of(viewer).standing().filter(blocked=member_id)))
    )
