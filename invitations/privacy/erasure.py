"""Account deletion: the steps that end and erase a member's invitations, a chunk at a time. Each can be repeated."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from invitations.errors import NotOpen
from invitations.models import (
    Allowance,
    AllowanceChange,
    AllowanceRequest,
    Batch,
    BatchLine,
    Block,
    Invitation,
    JoinInvitation,
    Message,
    NonMember,
    RecentVerbs,
    Reception,
    Refusal,
    RefusedSend,
    Report,
)
from invitations.models.non_member import mailbox_digests
from network.common import search_columns
from network.members.models import AccountDeletion, Member
from network.members.privacy.erasure import Step, addresses_of

CHUNK_SIZE = 100
NEVER_ACCEPTED = [Invitation.Status.WITHDRAWN, Invitation.Status.CLOSED]


@transaction.atomic
def opt_out_addresses(member: Member) -> int:
    """Opt out all addresses of the member from invitations by e-mail, if the member asked for it."""
    if not AccountDeletion.objects.filter(member=member, opt_out=True).exists():
        return 0
    addresses = [address for address in addresses_of(member) if not NonMember.objects.has_opted_out(address)]
    for address in addresses:
        NonMember.objects.lock(address).opt_out()
    return len(addresses)


def delete_batches(member: Member) -> int:
    return Batch.objects.of(member).lock_and_delete()


def withdraw_sent_invitations(member: Member) -> int:
    invitations = list(Invitation.objects.sent_by(member).open()[:CHUNK_SIZE])
    for invitation in invitations:
        with suppress(NotOpen):
            invitation.withdraw()
    return len(invitations)


def close_received_invitations(member: Member) -> int:
    """Close invitations whose sender knows the recipient. Those to a typed address stay open and reveal nothing."""
    invitations = list(Invitation.objects.open().filter(recipient=member)[:CHUNK_SIZE])
    for invitation in invitations:
        with suppress(NotOpen):
            invitation.close()
    return len(invitations)


@transaction.atomic
def delete_receptions(member: Member) -> int:
    """Delete the recipient's half. The sender's half stays as the sender knows it."""
    invitation_by_reception = dict(Reception.objects.of(member).values_list("pk", "invitation")[:CHUNK_SIZE])
    Invitation.objects.lock(*invitation_by_reception.values())
    return Reception.objects.of(member).filter(pk__in=invitation_by_reception).delete()[0]


def delete_refusals(member: Member) -> int:
    return Refusal.objects.of(member).delete()[0]


def delete_blocks(member: Member) -> int:
    return int(Block.objects.of(member).delete()[0])


def erase_reports(member: Member) -> int:
    """Erase the texts of reports by or against the member. The reports and their outcomes stay."""
    digests = mailbox_digests(*addresses_of(member))
    by_member = Q(reporter=member) | Q(non_member__in=digests)
    reports = Report.objects.filter(by_member | Q(reported=member))
    return _update_chunk(reports.exclude(comment="", evidence=""), comment="", evidence="")


def delete_allowance(member: Member) -> int:
    requests = AllowanceRequest.objects.filter(member=member).delete()[0]
    verbs = RecentVerbs.objects.of(member).delete()[0]
    changes = AllowanceChange.objects.filter(member=member).delete()[0]
    refused = RefusedSend.objects.of(member).delete()[0]
    return requests + verbs + changes + refused + Allowance.objects.filter(pk=member.pk).delete()[0]


def stop_join_reminders(member: Member) -> int:
    """Stop reminders to the member's addresses, which would start again once the addresses belong to no member."""
    join_invitations = JoinInvitation.objects.filter(invitation__address__in=member.addresses())
    return _update_chunk(join_invitations.filter(next_reminder_at__isnull=False), next_reminder_at=None)


def erase_sent_notes(member: Member) -> int:
    ended = Invitation.objects.sent_by(member).exclude(status=Invitation.Status.OPEN)
    return _empty_chunk(ended, "note")


def erase_received_notes(member: Member) -> int:
    return _empty_chunk(Reception.objects.from_(member), "note")


def clear_news_of_replies(member: Member) -> int:
    """Clear the news of senders about the member's replies, because a later step erases the replies."""
    replies = Message.objects.filter(kind=Message.Kind.REPLY)
    latest = replies.filter(invitation=OuterRef("pk")).order_by("-number").values("author")[:1]
    replied = Invitation.objects.open().filter(pk__in=replies.filter(author=member).values("invitation"))
    news = replied.news().annotate(last_author=Subquery(latest)).filter(last_author=member.pk)
    return _update_chunk(news, news_at=None)


def erase_messages(member: Member) -> int:
    return _update_chunk(Message.objects.filter(author=member).exclude(text=""), text="")


def erase_addresses_in_batches(member: Member) -> int:
    """Erase the member's addresses in others' batches, where the sender knows whose address it is."""
    received = Invitation.objects.filter(recipient=member)
    same_address = received.filter(sender=OuterRef("batch__member"), address=OuterRef("address"))
    lines = BatchLine.objects.filter(batch__member__in=received.values("sender")).exclude(address="")
    return _update_chunk(lines.filter(Q(invitation__recipient=member) | Exists(same_address)), address="")


def erase_typed_addresses(member: Member) -> int:
    """Erase the addresses that the member typed, and those under which the member was invited by name."""
    invitations = Invitation.objects.filter(
        Q(recipient=member)
        | Q(sender=member, recipient__isnull=False)
        | Q(sender=member, status__in=NEVER_ACCEPTED)
    )
    return _empty_chunk(invitations, "address")


def _empty_chunk(rows: QuerySet[Any], text: str) -> int:
    """Empty this text, and what searches look through, in up to `CHUNK_SIZE` of the rows that have one."""
    ids = list(rows.exclude(**{text: ""}).values_list("pk", flat=True)[:CHUNK_SIZE])
    return search_columns.empty(rows.model._base_manager.filter(pk__in=ids), text)


def _update_chunk(rows: QuerySet[Any], **columns: Any) -> int:
    """Set these columns in up to `CHUNK_SIZE` of the rows. The caller's filter must not find them again."""
    ids = list(rows.values_list("pk", flat=True)[:CHUNK_SIZE])
    return int(rows.model._base_manager.filter(pk__in=ids).update(**columns))


STEPS: list[Step] = [
    opt_out_addresses,
    delete_batches,
    withdraw_sent_invitations,
    close_received_invitations,
    delete_receptions,
    delete_refusals,
    delete_blocks,
    erase_reports,
    delete_allowance,
    stop_join_reminders,
    erase_sent_notes,
    erase_received_notes,
    clear_news_of_replies,
    erase_messages,
    erase_addresses_in_batches,
    erase_typed_addresses,
]
