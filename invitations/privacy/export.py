"""A member's data export: their invitations as their pages show them, and nothing of another member's half."""

from __future__ import annotations

from django.db.models import Q

from invitations.models import (
    AllowanceRequest,
    BatchLine,
    Block,
    Invitation,
    InvitationEvent,
    JoinLinkUse,
    Message,
    RecentVerbs,
    Reception,
    Refusal,
    RefusedSend,
    Report,
)
from network.members.models import Member
from network.members.privacy.export import Table


def export_tables(member: Member) -> list[Table]:
    """Invitations, receipts, messages, refusals, blocks, reports, batches, allowance requests, recent verbs, how they joined, refused actions.

    The allowance itself is left out, because members may not know it (R03).
    """
    return [
        _sent(member),
        _received(member),
        _receipts(member),
        _answers(member),
        _messages(member),
        _refusals(member),
        _blocks(member),
        _reports(member),
        _batches(member),
        _allowance_requests(member),
        Table("joined-by-link", JoinLinkUse.objects.of(member), {"at": "at"}),
        Table("verbs-of-an-hour", RecentVerbs.objects.of(member), {"times": "last_hour"}),
        Table("refused-actions", RefusedSend.objects.of(member), {"what": "kind", "at": "at"}),
    ]


def _sent(member: Member) -> Table:
    """Reads only the sender's half."""
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
    """What is in the inbox and the archive, and what was accepted; like the pages, without what has ended."""
    columns = (
        "note",
        "place",
        "last_delivered_at",
        "replied_at",
        "answered_at",
        "news_at",
        "archived_at",
        "refused_at",
    )
    people = {"from": "sender.display_name", "handle": "sender.handle"}
    invitation = {"status": "invitation.status", "accepted_at": "invitation.accepted_at"}
    return Table(
        "invitations-received",
        Reception.objects.of(member).shown().with_people(),
        {"id": "invitation.public_id", **people, **{name: name for name in columns}, **invitation},
    )


def _receipts(member: Member) -> Table:
    """What the sender of each received invitation was told."""
    return Table(
        "receipts",
        Reception.objects.of(member).shown().with_people(),
        {
            "id": "invitation.public_id",
            "from": "sender.display_name",
            "handle": "sender.handle",
            "told": "receipt.what",
        },
    )


def _answers(member: Member) -> Table:
    """What the member did with the received invitations, and whether the sender was told."""
    shown = Reception.objects.of(member).shown()
    return Table(
        "answers",
        InvitationEvent.objects.of(member).about(shown).select_related("invitation__sender"),
        {
            "invitation": "invitation.public_id",
            "from": "invitation.sender.display_name",
            "did": "kind",
            "at": "at",
            "told": "is_told",
        },
    )


def _messages(member: Member) -> Table:
    """The messages of the member's own invitations, those delivered to the member, and all that the member wrote.

    As on the pages, an open invitation that a block has ended is shown no more than one that was withdrawn.
    """
    accepted = Q(invitation__status=Invitation.Status.ACCEPTED)
    standing = Q(
        invitation__status=Invitation.Status.OPEN,
        invitation__reception__member=member,
        invitation__reception__ended_at=None,
    )
    active = Q(invitation__sender__is_active=True)
    delivered = Message.objects.delivered_to(member) & active & (accepted | standing)
    return Table(
        "messages",
        Message.objects.filter(Q(invitation__sender=member) | Q(author=member) | delivered).select_related(
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
    """What the member reported to staff, without the outcome, which the member may not know."""
    subject = {"of": "reported.display_name", "invitation": "invitation.public_id"}
    return Table(
        "reports",
        Report.objects.of(member).select_related("reported", "invitation"),
        subject | {name: name for name in ("reason", "comment", "at")},
    )


def _batches(member: Member) -> Table:
    """The lines of the member's batches, as they were typed."""
    return Table(
        "lists-of-addresses",
        BatchLine.objects.filter(batch__member=member).select_related("batch"),
        {
            "list": "batch.public_id",
            "requested_at": "batch.requested_at",
            "note": "batch.note",
            "number": "number",
            "address": "address",
        },
    )


def _allowance_requests(member: Member) -> Table:
    return Table(
        "requests-for-more",
        AllowanceRequest.objects.filter(member=member),
        {name: name for name in ("text", "requested_at", "answered_at")},
    )
