"""A member leaves: what the worker does with their invitations, a batch at a time. Each step may be taken again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from invitations.errors import NotOpen
from invitations.models import (
    Allowance,
    AllowanceRequest,
    Batch,
    BatchLine,
    Block,
    Invitation,
    JoinInvitation,
    Message,
    NonMember,
    Reception,
    Refusal,
    Report,
)
from network.members.models import AccountDeletion, Member
from network.members.privacy.erasure import Step, addresses_of

BATCH = 100
OVER = [Invitation.Status.WITHDRAWN, Invitation.Status.CLOSED]


@transaction.atomic
def opt_out_addresses(member: Member) -> int:
    """If they asked for it: what the stop link of a newcomer does, for every address that they still have."""
    if not AccountDeletion.objects.filter(member=member, never_again=True).exists():
        return 0
    addresses = [each for each in addresses_of(member) if not NonMember.objects.has_opted_out(each)]
    for address in addresses:
        NonMember.objects.lock(address).opt_out()
    return len(addresses)


def delete_batches(member: Member) -> int:
    return Batch.objects.of(member).lock_and_delete()


def withdraw_sent_invitations(member: Member) -> int:
    mine = list(Invitation.objects.sent_by(member).open()[:BATCH])
    for invitation in mine:
        with suppress(NotOpen):
            invitation.withdraw()
    return len(mine)


def close_received_invitations(member: Member) -> int:
    """Where the sender knows whom it went to. What was sent to a typed address stays as it is: it tells nothing."""
    theirs = list(Invitation.objects.open().filter(recipient=member)[:BATCH])
    for invitation in theirs:
        with suppress(NotOpen):
            invitation.close()
    return len(theirs)


@transaction.atomic
def delete_receptions(member: Member) -> int:
    """The recipient's half goes whole; the sender's stays as the sender knows it."""
    mine = dict(Reception.objects.of(member).values_list("pk", "invitation")[:BATCH])
    Invitation.objects.lock(*mine.values())
    return Reception.objects.of(member).filter(pk__in=mine).delete()[0]


def delete_refusals(member: Member) -> int:
    return Refusal.objects.of(member).delete()[0]


def delete_blocks(member: Member) -> int:
    return int(Block.objects.of(member).delete()[0])


def erase_reports(member: Member) -> int:
    """By them or against them: that there was one stays, and what came of it; no word of either of the two."""
    theirs = Report.objects.filter(Q(reporter=member) | Q(reported=member))
    return _blank(theirs.exclude(words="", shown=""), words="", shown="")


def delete_allowance(member: Member) -> int:
    asked, _by_model = AllowanceRequest.objects.filter(member=member).delete()
    return asked + Allowance.objects.filter(pk=member.pk).delete()[0]


def stop_join_reminders(member: Member) -> int:
    """An address of theirs that is a newcomer's again: reminders of old invitations do not begin anew."""
    asked = JoinInvitation.objects.filter(invitation__address__in=member.addresses())
    return _blank(asked.filter(next_reminder_at__isnull=False), next_reminder_at=None)


def erase_sent_notes(member: Member) -> int:
    written = Invitation.objects.sent_by(member).exclude(status=Invitation.Status.OPEN)
    return _blank(written.exclude(note=""), note="")


def erase_received_notes(member: Member) -> int:
    return _blank(Reception.objects.from_(member).exclude(note=""), note="")


def clear_news_of_replies(member: Member) -> int:
    """Home tells a sender no more of a reply that the next step empties."""
    replies = Message.objects.filter(kind=Message.Kind.REPLY)
    latest = replies.filter(invitation=OuterRef("pk")).order_by("-number").values("author")[:1]
    answered = Invitation.objects.open().filter(pk__in=replies.filter(author=member).values("invitation"))
    told = answered.news().annotate(last_author=Subquery(latest)).filter(last_author=member.pk)
    return _blank(told, news_at=None)


def erase_messages(member: Member) -> int:
    return _blank(Message.objects.filter(author=member).exclude(text=""), text="")


def erase_addresses_in_batches(member: Member) -> int:
    """What others typed into a list, where their invitation says by now who it is."""
    known = Invitation.objects.filter(recipient=member)
    same = known.filter(sender=OuterRef("batch__member"), address=OuterRef("address"))
    lines = BatchLine.objects.filter(batch__member__in=known.values("sender")).exclude(address="")
    return _blank(lines.filter(Q(invitation__recipient=member) | Exists(same)), address="")


def erase_typed_addresses(member: Member) -> int:
    """Those that they typed, and those beside their own name."""
    theirs = (
        Q(recipient=member) | Q(sender=member, recipient__isnull=False) | Q(sender=member, status__in=OVER)
    )
    return _blank(Invitation.objects.filter(theirs).exclude(address=""), address="")


def _blank(rows: QuerySet[Any], **columns: Any) -> int:
    """A batch of these rows; none of them is found again afterwards."""
    batch = list(rows.values_list("pk", flat=True)[:BATCH])
    return int(rows.model._base_manager.filter(pk__in=batch).update(**columns))


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
