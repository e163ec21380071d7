"""What of all this is a member's own: what their pages show them, and nothing of anybody else's half."""

from __future__ import annotations

from django.db.models import Q

from invitations.models import (
    AllowanceRequest,
    BatchLine,
    Block,
    Invitation,
    Message,
    Reception,
    Refusal,
    Report,
)
from network.members.models import Member
from network.members.privacy.export import Table


def export_tables(member: Member) -> list[Table]:
    """Sent and received invitations, their threads, refusals, blocks, reports, requests for more. No figure of the allowance (R03)."""
    return [
        _sent(member),
        _received(member),
        _messages(member),
        _refusals(member),
        _blocks(member),
        _reports(member),
        _lists(member),
        _requests(member),
    ]


def _sent(member: Member) -> Table:
    """By the sender's own half alone."""
    columns = (
        "reason",
        "note",
        "status",
        "sent_at",
        "last_proposed_at",
        "follow_ups",
        "accepted_at",
        "closed_at",
    )
    return Table(
        "invitations-sent",
        Invitation.objects.sent_by(member).with_people(),
        {"id": "public_id", "to": "to", "address": "address", **{name: name for name in columns}},
    )


def _received(member: Member) -> Table:
    """What stands in the inbox and the archive, and what was accepted; what has ended is gone from here too."""
    columns = ("note", "place", "arrived_at", "replied_at", "archived_at", "refused_at")
    shown = Reception.objects.of(member).filter(
        Q(ended_at=None, invitation__status=Invitation.Status.OPEN, sender__is_active=True)
        | Q(invitation__status=Invitation.Status.ACCEPTED)
    )
    people = {"from": "sender.display_name", "handle": "sender.handle"}
    ending = {"status": "invitation.status", "accepted_at": "invitation.accepted_at"}
    return Table(
        "invitations-received",
        shown.with_people(),
        {"id": "invitation.public_id", **people, **{name: name for name in columns}, **ending},
    )


def _messages(member: Member) -> Table:
    """The threads of one's own invitations, what was brought to one, and all that one has written."""
    standing = [Invitation.Status.OPEN, Invitation.Status.ACCEPTED]
    brought = Message.objects.delivered_to(member) & Q(
        invitation__status__in=standing, invitation__sender__is_active=True
    )
    return Table(
        "messages",
        Message.objects.filter(Q(invitation__sender=member) | Q(author=member) | brought).select_related(
            "invitation", "author"
        ),
        {
            "invitation": "invitation.public_id",
            "number": "number",
            "kind": "kind",
            "author": "author.display_name",
            "text": "text",
            "at": "at",
        },
    )


def _refusals(member: Member) -> Table:
    return Table(
        "refusals",
        Refusal.objects.of(member).select_related("refused"),
        {"of": "refused.display_name", "handle": "refused.handle", "at": "at", "voided_at": "voided_at"},
    )


def _blocks(member: Member) -> Table:
    return Table(
        "blocks",
        Block.objects.of(member).select_related("blocked"),
        {"of": "blocked.display_name", "handle": "blocked.handle", "at": "at", "lifted_at": "lifted_at"},
    )


def _reports(member: Member) -> Table:
    """What they told the staff; what the staff made of it is not theirs to know."""
    about = {"of": "reported.display_name", "invitation": "invitation.public_id"}
    return Table(
        "reports",
        Report.objects.of(member).select_related("reported", "invitation"),
        about | {name: name for name in ("reason", "words", "at")},
    )


def _lists(member: Member) -> Table:
    """The long lists of addresses that they handed in, as they typed them."""
    return Table(
        "lists-of-addresses",
        BatchLine.objects.filter(batch__member=member).select_related("batch"),
        {
            "list": "batch.public_id",
            "asked_at": "batch.asked_at",
            "note": "batch.note",
            "number": "number",
            "address": "address",
        },
    )


def _requests(member: Member) -> Table:
    return Table(
        "requests-for-more",
        AllowanceRequest.objects.filter(member=member),
        {name: name for name in ("text", "asked_at", "answered_at")},
    )
