"""Whom a member may know: by what the member may know alone, never by anybody else's half."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest, Least

from invitations.models import Block, Invitation, Reception, Refusal
from network.members.models import Member
from network.members.people import suggestions
from network.members.people.suggestions import Suggestion


def may_know(viewer: Member, limit: int) -> list[Suggestion]:
    """The best of them, but for those with whom something stands, or stood, that the viewer knows of."""
    return suggestions.suggest(viewer, _known_to(viewer), limit)


def _known_to(viewer: Member) -> Q:
    """What the viewer sent to them by name, what lies in the viewer's inbox or archive, and the viewer's own no.

    An address that the viewer has typed is nobody's here, whoever has it. Of a connection that has ended both know.
    """
    me, them = Value(viewer.pk), OuterRef("pk")
    both = {"low": Least(me, them), "high": Greatest(me, them)}
    ours = Q(sender=viewer) | Q(status=Invitation.Status.ENDED)
    return (
        Q(Exists(Invitation.objects.filter(ours, **both)))
        | Q(Exists(Reception.objects.of(viewer).standing().filter(**both)))
        | Q(Exists(Refusal.objects.of(viewer).standing().filter(refused=them)))
        | Q(Exists(Block.objects.of(viewer).standing().filter(blocked=them)))
    )
