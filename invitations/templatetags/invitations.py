from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import template

from invitations import actions, counting
from invitations.models import Block, Invitation, Reception
from network.members.models import Member

register = template.Library()


@register.simple_tag
def inbox_count(member: Member) -> str:
    """How many wait in this member's inbox, capped: "99+" from a hundred on, empty for none."""
    return counting.badge(Reception.objects.of(member).in_inbox()[: counting.MOST].count())


@register.inclusion_tag("components/undo.html")
def undo(address: str) -> dict[str, Any]:
    """The way back after an action: an address to post to; what stands behind its question mark is posted along."""
    url, _, fields = address.partition("?")
    return {"url": url, "fields": parse_qsl(fields)}


@register.inclusion_tag("invitations/connect_button.html")
def connect_button(viewer: Member, person: Member, connected: bool) -> dict[str, Any]:
    """The one right action for where the two stand, by what the viewer may know."""
    live = None if connected else Invitation.objects.shown_between(viewer, person).first()
    mine = live is not None and live.sender_id == viewer.pk
    return {"person": person, "connected": connected, "live": live, "mine": mine, "self": viewer == person}


@register.simple_tag
def standing_block(viewer: Member, person: Member) -> Block | None:
    """The viewer's own block of this person."""
    block: Block | None = viewer.blocks.against(person).standing().first()
    return block


@register.simple_tag
def block_action(person: Member) -> actions.Action:
    return actions.of_person(person)


@register.simple_tag
def unblock_action(person: Member) -> actions.Action:
    return actions.of_blocked(person)
