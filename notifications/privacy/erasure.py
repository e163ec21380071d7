"""A member leaves: what the worker does with the mail, a batch at a time. Each step may be taken again."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django_tasks import TaskResultStatus, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from invitations.models import Invitation
from network.common.jobs import RetryLater
from network.members.models import Member
from network.members.privacy.erasure import Step, addresses_of
from notifications.models import (
    AccountEmail,
    CapturedEmail,
    EmailPreferences,
    Kind,
    Outbox,
    OutboxQuerySet,
    Suppression,
)

Status = Outbox.Status
GONE = "the account is gone"
NOWHERE = "nobody@gone.invalid"
BATCH = 500


def cancel_what_waits(member: Member) -> int:
    """To them or about them. What another worker is sending just now is looked at again in a minute."""
    if any(mails.filter(status=Status.SENDING).exists() for mails in _about(member)):
        raise RetryLater
    gone = {"status": Status.CANCELLED, "reason": GONE, "next_at": None}
    return sum(mails.filter(status=Status.WAITING).update(**gone) for mails in _about(member))


def forget_captured(member: Member) -> int:
    """What the capturing backend kept of the mails to them and about them, in whosever mailbox."""
    rows = [Q(message_id__in=mails.exclude(message_id="").values("message_id")) for mails in _about(member)]
    return sum(map(_forget, [Q(to__in=addresses_of(member)), *rows]))


def _forget(which: Q) -> int:
    batch = list(CapturedEmail.objects.filter(which).values_list("pk", flat=True)[:BATCH])
    return CapturedEmail.objects.filter(pk__in=batch).delete()[0]


def forget_captured_summaries(member: Member) -> int:
    """An acceptance lists connections of the new one: of people whom they were connected with, a line for each."""
    rows = Outbox.objects.filter(_of_their_connections(member), kind=Kind.ACCEPTED).exclude(message_id="")
    line = f"\n- {member.name}\n"
    found = CapturedEmail.objects.filter(message_id__in=rows.values("message_id"), text__contains=line)
    naming = [pk for pk, text in found.values_list("pk", "text").iterator() if line in text]
    return CapturedEmail.objects.filter(pk__in=naming).delete()[0]


def _of_their_connections(member: Member) -> Q:
    """Every connection came of an acceptance, whose row outlives it."""
    accepted = Invitation.objects.filter(status__in=[Invitation.Status.ACCEPTED, Invitation.Status.ENDED])
    by_them, by_others = accepted.filter(recipient=member), accepted.filter(sender=member)
    return Q(invitation__recipient__in=by_them.values("sender")) | Q(
        invitation__recipient__in=by_others.values("recipient")
    )


def forget_letters(member: Member) -> int:
    """Account mail that has not left: its words name them."""
    theirs = Q(row__member=member) | Q(row__address__in=addresses_of(member))
    return AccountEmail.objects.filter(theirs).delete()[0]


def forget_whose_mail_came_back(member: Member) -> int:
    """The keyed hash stays, so that a dead address is not written to again."""
    return Suppression.objects.filter(member=member).update(member=None)


def forget_addresses(member: Member) -> int:
    """A row stays, with its reason and its times: staff can still answer whether somebody was told."""
    theirs = Outbox.objects.filter(Q(member=member) | Q(address__in=addresses_of(member)))
    failed = theirs.filter(status=Status.FAILED).exclude(reason="").update(reason="")
    rows = theirs.exclude(address__in=["", NOWHERE]).values_list("pk", flat=True)
    return failed + Outbox.objects.filter(pk__in=list(rows[:BATCH])).update(address=NOWHERE)


def forget_preferences(member: Member) -> int:
    return EmailPreferences.objects.filter(pk=member.pk).delete()[0]


def forget_tasks(member: Member) -> int:
    """The queue keeps what its tasks were called with, and how they failed."""
    if not isinstance(task_backends["default"], DatabaseBackend):
        return 0
    naming = Q(pk=None)
    for address in addresses_of(member):
        naming |= Q(called_with__contains=address) | Q(traceback__contains=address)
    tasks = DBTaskResult.objects.alias(called_with=Cast("args_kwargs", TextField()))
    return tasks.exclude(status=TaskResultStatus.RUNNING).filter(naming).delete()[0]


def _about(member: Member) -> list[OutboxQuerySet]:
    """The mails to them, and those that name them: each way by itself, by its own index."""
    people = ("member", "invitation__sender", "invitation__recipient", "said__author")
    ways: list[dict[str, Any]] = [{"address__in": addresses_of(member)}, *({way: member} for way in people)]
    return [Outbox.objects.filter(**way) for way in ways]


STEPS: list[Step] = [
    cancel_what_waits,
    forget_captured,
    forget_captured_summaries,
    forget_letters,
    forget_whose_mail_came_back,
    forget_addresses,
    forget_preferences,
    forget_tasks,
]
