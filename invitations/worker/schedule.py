"""The time-driven steps of `tick`: reminders, closing, restrictions. Each is safe to run in several processes at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from invitations import policy, signals
from invitations.choices import CancelReason
from invitations.errors import NotOpen
from invitations.models import (
    Allowance,
    AllowanceChange,
    Block,
    Invitation,
    Reception,
    Refusal,
    RestrictionRun,
)
from invitations.worker import reminder_batches
from network import clock
from network.common import jobs, search_columns
from network.members.models import Member

CHUNK_SIZE = 100


def remind() -> int:
    """Send every reminder that is due; several that are overdue for one reception count as one. Returns how many."""
    total = 0
    while (count := _remind_chunk()) is not None:
        total += count
    return total


@transaction.atomic
def _remind_chunk() -> int | None:
    """Send, or record as not sent, a batch of reminders in one transaction.

    Returns how many were sent; None if none was due.
    """
    batch = reminder_batches.take(clock.now(), reminder_batches.BATCH_SIZE)
    if not batch.taken:
        return None
    if batch.reminded:
        signals.reminders_due.send(sender=Reception, receptions=batch.reminded)
    if batch.skipped:
        skipped = Reception.objects.filter(pk__in=batch.skipped).select_related("invitation", "member")
        signals.reminders_skipped.send(sender=Reception, receptions=skipped)
    return len(batch.reminded)


def close_expired() -> int:
    """Close every open invitation whose last proposal is too old. Returns how many."""
    before = clock.now() - timedelta(days=policy.current().close_days)
    closed = 0
    old = Invitation.objects.open().filter(last_proposed_at__lte=before).order_by("last_proposed_at")
    while chunk := list(old[:CHUNK_SIZE]):
        for invitation in chunk:
            closed += _count(invitation.close)
    return closed


def delete_old_addresses() -> int:
    """Delete typed addresses `ADDRESS_DAYS` after their invitation ended. Returns how many.

    Members' and non-members' addresses alike, so that the deletion does not reveal which are members.
    """
    before = clock.now() - timedelta(days=policy.current().address_days)
    typed = Invitation.objects.filter(address__gt="")
    old = typed.annotate(over_at=Coalesce("closed_at", "accepted_at")).filter(over_at__lte=before)
    count = 0
    while ids := list(old.values_list("pk", flat=True)[:CHUNK_SIZE]):
        count += search_columns.empty(Invitation.objects.filter(pk__in=ids), "address")
    return count


def _count(verb: Callable[[], None]) -> int:
    """Call the verb. Returns 1 if it was done, 0 if it raised `NotOpen`."""
    try:
        verb()
    except NotOpen:
        return 0
    return 1


def run_daily() -> int:
    """Once per calendar day: restrict members and delete old rows. Returns how many members were restricted."""
    restricted = restrict_refused_members()
    if restricted is None:
        return 0
    jobs.prune()
    return restricted


def restrict_refused_members() -> int | None:
    """Restrict members whom too many have refused (R26), once per calendar day, so that the time reveals no refuser.

    Returns how many; None if it has run today.
    """
    now = clock.now()
    day = timezone.localtime(now, timezone.get_default_timezone()).date()
    with transaction.atomic():
        _run, is_first_today = RestrictionRun.objects.get_or_create(day=day, defaults={"at": now})
        if not is_first_today:
            return None
        counts = _refuser_counts()
        rows = Allowance.objects.select_related("member").filter(pk__in=counts).order_by("pk")
        return sum(_restrict(row, counts[row.pk]) for row in rows)


def _refuser_counts() -> dict[int, int]:
    """Member id → number of distinct refusers since the last lift, for those who reach the lowest threshold."""
    return dict(
        Refusal.objects.counted()
        .values_list("refused")
        .annotate(refusers=Count("refuser", distinct=True))
        .filter(refusers__gte=policy.current().restriction_min)
    )


def _restrict(allowance: Allowance, refusers: int) -> int:
    if refusers < policy.restriction_threshold(allowance.pk, allowance.lifts):
        return 0
    return _count(partial(allowance.restrict, AllowanceChange.Kind.RESTRICTED))


def cancel_reason_for_recipient(
    invitation: Invitation, member: Member, reminder: bool = False
) -> CancelReason | None:
    """Why an e-mail about this invitation must not be sent to its recipient; None if it may be sent.

    Locks the invitation until the caller's transaction ends, so that it cannot change in between.
    """
    if not (member.is_active and invitation.sender.is_active):
        return CancelReason.ACCOUNT_GONE
    standing = Reception.objects.of(member).from_(invitation.sender).filter(ended_at=None).first()
    locked = Invitation.objects.lock(invitation.pk, *([standing.invitation_id] if standing else []))
    if not locked[invitation.pk].is_open:
        return CancelReason.of_status(locked[invitation.pk].status)
    if Block.objects.between(invitation.sender, member).standing().exists():
        return CancelReason.BLOCKED
    reception = Reception.objects.of(member).filter(invitation__in=locked, ended_at=None).first()
    if reception is None or not locked[reception.invitation_id].is_open:
        return CancelReason.ENDED
    if reception.refused_at:
        return CancelReason.REFUSED
    if reception.place == Reception.Place.ARCHIVE:
        return CancelReason.IGNORED
    return CancelReason.ANSWERED if reminder and reception.replied_at else None


def cancel_reason_for_sender(member: Member, of: Member) -> CancelReason | None:
    """Why an e-mail about another member's action must not be sent to this sender; None if it may be sent."""
    return CancelReason.BLOCKED if member.blocks.against(of).standing().exists() else None
