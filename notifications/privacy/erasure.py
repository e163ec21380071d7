"""Account deletion: the steps that erase a member's mail, a chunk at a time. Each step can be repeated."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from invitations.choices import CancelReason
from invitations.models import Invitation
from network.common import queue
from network.common.jobs import RetryLater
from network.members.models import Member
from network.members.privacy.erasure import Step, addresses_of
from notifications.choices import Kind
from notifications.models import (
    AccountEmail,
    CapturedEmail,
    EmailPreferences,
    Outbox,
    OutboxQuerySet,
    PreferenceChange,
    Suppression,
)

Status = Outbox.Status
ERASED_ADDRESS = "nobody@gone.invalid"
CHUNK_SIZE = 500


def cancel_waiting(member: Member) -> int:
    """Cancel waiting e-mails to or about the member. Raises `RetryLater` while another worker sends one."""
    if any(mails.filter(status=Status.SENDING).exists() for mails in _outbox_rows(member)):
        raise RetryLater
    cancelled = {
        "status": Status.CANCELLED, "reason": CancelReason.ACCOUNT_GONE, "details": "", "next_at": None,
    }  # fmt: skip
    return sum(mails.filter(status=Status.WAITING).update(**cancelled) for mails in _outbox_rows(member))


def delete_captured(member: Member) -> int:
    """Delete captured e-mails to or about the member, in every mailbox."""
    rows = [
        Q(message_id__in=mails.exclude(message_id="").values("message_id")) for mails in _outbox_rows(member)
    ]
    return sum(map(_delete_chunk, [Q(to__in=addresses_of(member)), *rows]))


def _delete_chunk(condition: Q) -> int:
    ids = list(CapturedEmail.objects.filter(condition).values_list("pk", flat=True)[:CHUNK_SIZE])
    return CapturedEmail.objects.filter(pk__in=ids).delete()[0]


def delete_captured_summaries(member: Member) -> int:
    """Delete captured acceptances that list the member among the connections, on a line of its own."""
    rows = Outbox.objects.filter(_of_their_connections(member), kind=Kind.ACCEPTED).exclude(message_id="")
    lines = [f"\n- {name}\n" for name in (member.name, f"\u2068{member.name}\u2069")]  # isolated or not
    named = Q(text__contains=lines[0]) | Q(text__contains=lines[1])
    candidates = CapturedEmail.objects.filter(named, message_id__in=rows.values("message_id"))
    texts = candidates.values_list("pk", "text").iterator()
    matching = [pk for pk, text in texts if any(line in text for line in lines)]
    return CapturedEmail.objects.filter(pk__in=matching).delete()[0]


def _of_their_connections(member: Member) -> Q:
    """Outbox rows to connections of the member. Each connection began with an acceptance, whose row is kept."""
    accepted = Invitation.objects.filter(status__in=[Invitation.Status.ACCEPTED, Invitation.Status.ENDED])
    received, sent = accepted.filter(recipient=member), accepted.filter(sender=member)
    return Q(invitation__recipient__in=received.values("sender")) | Q(
        invitation__recipient__in=sent.values("recipient")
    )


def delete_account_emails(member: Member) -> int:
    """Delete the text of account mail that was not sent: it names the member."""
    addressed = Q(row__member=member) | Q(row__address__in=addresses_of(member))
    return AccountEmail.objects.filter(addressed).delete()[0]


def unlink_suppressions(member: Member) -> int:
    """Keep the keyed hash, so that no mail is sent to the address, without the member."""
    return Suppression.objects.filter(member=member).update(member=None)


def erase_addresses(member: Member) -> int:
    """Erase address and server answer. Reason and times stay, so staff can still see what was sent."""
    rows = Outbox.objects.filter(Q(member=member) | Q(address__in=addresses_of(member)))
    answers = rows.exclude(details="").update(details="")
    addressed = rows.exclude(address__in=["", ERASED_ADDRESS]).values_list("pk", flat=True)
    ids = list(addressed[:CHUNK_SIZE])
    return answers + Outbox.objects.filter(pk__in=ids).update(address=ERASED_ADDRESS)


def delete_preferences(member: Member) -> int:
    changes = PreferenceChange.objects.of(member).delete()[0]
    return changes + EmailPreferences.objects.filter(pk=member.pk).delete()[0]


def delete_tasks(member: Member) -> int:
    """Delete finished tasks whose arguments or traceback name an address of the member."""
    if not queue.is_database():
        return 0
    matching = Q(pk=None)
    for address in addresses_of(member):
        matching |= Q(called_with__contains=address) | Q(traceback__contains=address)
    tasks = DBTaskResult.objects.alias(called_with=Cast("args_kwargs", TextField()))
    return tasks.exclude(status=TaskResultStatus.RUNNING).filter(matching).delete()[0]


def _outbox_rows(member: Member) -> list[OutboxQuerySet]:
    """Rows to or about the member: one query for each column, so that each uses its own index."""
    columns = ("member", "invitation__sender", "invitation__recipient", "thread_message__author")
    filters: list[dict[str, Any]] = [
        {"address__in": addresses_of(member)}, *({column: member} for column in columns),
    ]  # fmt: skip
    return [Outbox.objects.filter(**each) for each in filters]


STEPS: list[Step] = [
    cancel_waiting,
    delete_captured,
    delete_captured_summaries,
    delete_account_emails,
    unlink_suppressions,
    erase_addresses,
    delete_preferences,
    delete_tasks,
]
