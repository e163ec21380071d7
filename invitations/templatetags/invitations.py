from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.template import Context

from invitations import actions, policy
from invitations.lists import counts
from invitations.models import Block, Invitation, Message, Reception
from network import clock
from network.common.pagination import PAGE_SIZE
from network.common.prepared_query import PreparedQuery, padded
from network.members.models import Connection, Member
from network.members.people.field_values import Viewer, card_values

register = template.Library()
Row = tuple[str, bool, int, int | None]

SHOWN_MESSAGES = 20
"""So many messages of two members stand on a profile, above the link to the whole exchange."""


@register.simple_tag
def inbox_count(member: Member) -> str:
    """The badge of the member's inbox: empty for 0, "99+" from 100 on."""
    return counts.inbox_count(member)


@register.inclusion_tag("components/undo_button.html")
def undo(target: str) -> dict[str, Any]:
    """The undo button of an action: posts to this URL, with its query parameters as form fields."""
    url, _, fields = target.partition("?")
    return {"url": url, "fields": parse_qsl(fields)}


@register.simple_tag
def with_invitations(viewer: Member, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to each card the open invitation with its member, and whether the viewer blocks them. One query."""
    people = [card["person"].pk for card in cards if card["degree"] > 1]
    rows = _INVITATIONS_AND_BLOCKS.fetch(viewer.pk, *padded(people, PAGE_SIZE)) if people else []
    blocked = {row[3] for row in rows if not row[0]}
    row_by_member = {row[3] if row[2] == viewer.pk else row[2]: row for row in rows if row[0]}
    return [
        card | _open_invitation(viewer, row_by_member.get(pk)) | {"blocked": pk in blocked}
        for card in cards
        for pk in [card["person"].pk]
    ]


@register.simple_tag
def with_block_actions(connections: list[Connection]) -> list[dict[str, Any]]:
    """The context of each connection's card: person, since when, the button that blocks them."""
    return [
        {
            "person": row.other,
            "since": row.since,
            "block": actions.block_member_action(row.other),
            "field_values": card_values(row.other, Viewer.CONNECTION),
        }
        for row in connections
    ]


def _compose_invitations_and_blocks(key: int, *people: int) -> QuerySet[Any]:
    """Public id, whether the viewer has refused it, sender and recipient of open invitations; the same of blocks."""
    viewer = Member(pk=key)
    refused = Reception.objects.of(viewer).filter(invitation=OuterRef("pk"), refused_at__isnull=False)
    shown = Invitation.objects.shown_among(viewer, [Member(pk=person) for person in people])
    rows: QuerySet[Any] = shown.values_list("public_id", Exists(refused), "sender", "recipient")
    blocks = Block.objects.of(viewer).standing().filter(blocked__in=people)
    return rows.union(blocks.values_list(Value(""), Value(False), "blocker", "blocked"), all=True)


_INVITATIONS_AND_BLOCKS = PreparedQuery(_compose_invitations_and_blocks, 1 + PAGE_SIZE)


@register.inclusion_tag("invitations/conversation.html", takes_context=True)
def conversation(context: Context, viewer: Member, person: Member) -> dict[str, Any]:
    """The newest messages between the two, as far as the viewer may read them."""
    newest = _NEWEST_MESSAGES.fetch(viewer.pk, person.pk)
    return {"thread": newest[::-1], "person": person, "request": context["request"]}


_NEWEST_MESSAGES = PreparedQuery(
    lambda viewer, person: Message.objects.shown_between(Member(pk=viewer), Member(pk=person)).reverse()[
        :SHOWN_MESSAGES
    ],
    2,
)


def _open_invitation(viewer: Member, row: Row | None) -> dict[str, Any]:
    """The template context of a row of `_rows`, or of no open invitation."""
    public_id, is_refused, sender_id, _recipient_id = row or ("", False, None, None)
    invitation = Invitation(public_id=public_id) if row else None
    return {"open_invitation": invitation, "is_sender": sender_id == viewer.pk, "is_refused": is_refused}


@register.simple_tag
def block_action(person: Member) -> actions.Action:
    return actions.block_member_action(person)


@register.simple_tag
def unblock_action(person: Member) -> actions.Action:
    return actions.unblock_member_action(person)


@register.simple_tag
def report_action_after_ending(viewer: Member, person: Member) -> actions.Action | None:
    """The link to report an invitation of this person that has ended lately; None if there is none, or for a connection."""
    if viewer == person or getattr(person, "connected", False):
        return None
    rows = _REPORTABLE.fetch(viewer.pk, person.pk, policy.reportable_since(clock.now()))
    return None if not rows or any(row.is_live for row in rows) else actions.report_action(rows[0])


def _compose_reportable(viewer: int, person: int, since: datetime) -> QuerySet[Reception]:
    receptions = Reception.objects.of(Member(pk=viewer)).from_(Member(pk=person)).reportable(since)
    return receptions.filter(reported_at=None).with_people().order_by("-pk")


_REPORTABLE = PreparedQuery(_compose_reportable, 2, moments=1)
