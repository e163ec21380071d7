from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.template import Context

from invitations import actions
from invitations.lists import counts
from invitations.models import Block, Invitation, Message, Reception
from network.members.models import Member

register = template.Library()
Row = tuple[str, bool, int, int | None]


@register.simple_tag
def inbox_count(member: Member) -> str:
    """How many wait in this member's inbox, capped: "99+" from a hundred on, empty for none."""
    return counts.badge(Reception.objects.of(member).in_inbox()[: counts.MAX_COUNT].count())


@register.inclusion_tag("components/undo_button.html")
def undo(address: str) -> dict[str, Any]:
    """The way back after an action: an address to post to; what stands behind its question mark is posted along."""
    url, _, fields = address.partition("?")
    return {"url": url, "fields": parse_qsl(fields)}


@register.inclusion_tag("invitations/connect_button.html")
def connect_button(viewer: Member, person: Member, connected: bool) -> dict[str, Any]:
    """The one right action for where the two stand, by what the viewer may know."""
    row = None if connected else _rows(viewer, Invitation.objects.shown_between(viewer, person)).first()
    return _standing(viewer, row) | {"person": person, "connected": connected, "is_self": viewer == person}


@register.simple_tag
def with_invitations(viewer: Member, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each person's card with what is open between the two, and whether the viewer blocks them. One statement."""
    people = [card["person"] for card in cards if card["degree"] > 1]
    blocks = Block.objects.of(viewer).standing().filter(blocked__in=people)
    of_blocks = blocks.values_list(Value(""), Value(False), "blocker", "blocked")
    shown = _rows(viewer, Invitation.objects.shown_among(viewer, people))
    rows = list(shown.union(of_blocks, all=True))
    blocked = {row[3] for row in rows if not row[0]}
    live = {row[3] if row[2] == viewer.pk else row[2]: row for row in rows if row[0]}
    return [
        card | _standing(viewer, live.get(pk)) | {"blocked": pk in blocked}
        for card in cards
        for pk in [card["person"].pk]
    ]


def _rows(viewer: Member, shown: QuerySet[Invitation]) -> QuerySet[Invitation, Row]:
    """Public id, whether the viewer has said not to know its sender, sender and recipient."""
    refused = Reception.objects.of(viewer).filter(invitation=OuterRef("pk"), refused_at__isnull=False)
    return shown.values_list("public_id", Exists(refused), "sender", "recipient")


@register.inclusion_tag("invitations/conversation.html", takes_context=True)
def exchange(context: Context, viewer: Member, person: Member) -> dict[str, Any]:
    """What the two have written, as far as the viewer may see it."""
    thread = list(Message.objects.shown_between(viewer, person))
    return {"thread": thread, "person": person, "request": context["request"]}


def _standing(viewer: Member, row: Row | None) -> dict[str, Any]:
    public_id, unknown, sender, _recipient = row or ("", False, None, None)
    live = Invitation(public_id=public_id) if row else None
    return {"open_invitation": live, "is_sender": sender == viewer.pk, "is_refused": unknown}


@register.simple_tag
def standing_block(viewer: Member, person: Member) -> Block | None:
    """The viewer's own block of this person."""
    block: Block | None = viewer.blocks.against(person).standing().first()
    return block


@register.simple_tag
def block_action(person: Member) -> actions.Action:
    return actions.block_member_action(person)


@register.simple_tag
def unblock_action(person: Member) -> actions.Action:
    return actions.unblock_member_action(person)
