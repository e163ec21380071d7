"""What time alone brings about: reminders, closings, restrictions. Any number of these at once do no harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from invitations import policy, signals
from invitations.choices import CancelReason
from invitations.errors import NotOpen
from invitations.models import (
    Allowance,
    Block,
    Invitation,
    InvitationEvent,
    Reception,
    Refusal,
    RestrictionRun,
)
from network import clock
from network.members.models import Member

BATCH = 100


def remind() -> int:
    """Announce every reminder that is due, in batches; those overdue together count as one. Returns how many."""
    total = 0
    while (batch := _remind_a_batch()) is not None:
        total += batch
    return total


@transaction.atomic
def _remind_a_batch() -> int | None:
    now = clock.now()
    due = Reception.objects.filter(next_reminder_at__lte=now).order_by("next_reminder_at")
    free = due.select_for_update(skip_locked=True, of=("invitation", "self"))
    rows = list(free.select_related("invitation", "member")[:BATCH])
    if not rows:
        return None
    reminded = [row for row in rows if row.is_waiting]
    for row in rows:
        elapsed = now - row.delivered_at
        coming = [day for day in policy.REMINDER_DAYS if timedelta(days=day) > elapsed and row.is_waiting]
        row.next_reminder_at = row.delivered_at + timedelta(days=coming[0]) if coming else None
        row.reminders_sent += row.is_waiting
    Reception.objects.bulk_update(rows, ["reminders_sent", "next_reminder_at"])
    InvitationEvent.objects.bulk_create(
        InvitationEvent(invitation_id=row.invitation_id, kind=InvitationEvent.Kind.REMINDED, at=now)
        for row in reminded
    )
    signals.reminders_due.send(sender=Reception, receptions=reminded)
    return len(reminded)


def close_the_old() -> int:
    """Close every invitation that was proposed too long ago. Returns how many."""
    before = clock.now() - timedelta(days=policy.CLOSE_DAYS)
    closed = 0
    while old := list(Invitation.objects.open().filter(last_proposed_at__lte=before)[:BATCH]):
        for invitation in old:
            closed += _done(invitation.close)
    return closed


def forget_old_addresses() -> int:
    """Erase what was typed, some time after its end, whoever it belongs to: so its going tells nothing. Returns how many."""
    before = clock.now() - timedelta(days=policy.ADDRESS_DAYS)
    ended = Invitation.objects.exclude(status=Invitation.Status.OPEN).exclude(address="")
    old = ended.annotate(over_at=Coalesce("closed_at", "accepted_at")).filter(over_at__lte=before)
    forgotten = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        forgotten += Invitation.objects.filter(pk__in=batch).update(address="")
    return forgotten


def _done(verb: Callable[[], None]) -> int:
    """1 if the verb did something, 0 if somebody was faster."""
    try:
        verb()
    except NotOpen:
        return 0
    return 1


def look_for_restrictions() -> int | None:
    """Restrict whom too many have refused (R26): one look a calendar day, so that its moment points at nobody.

    Returns how many; none where today's look has been taken.
    """
    now = clock.now()
    day = timezone.localtime(now, timezone.get_default_timezone()).date()
    try:
        with transaction.atomic():
            RestrictionRun.objects.create(day=day, at=now)
            return sum(_restrict(refused, refusers) for refused, refusers in _counts())
    except IntegrityError:
        return None


def _counts() -> list[tuple[int, int]]:
    """Member and number of distinct refusers, counted since the last lift, where it reaches the lowest threshold."""
    since = clock.now() - timedelta(days=policy.RESTRICTION_DAYS)
    lifted = Q(refused__allowance__lifted_at=None) | Q(at__gt=F("refused__allowance__lifted_at"))
    return list(
        Refusal.objects.standing()
        .filter(lifted, at__gt=since)
        .values_list("refused")
        .annotate(refusers=Count("refuser", distinct=True))
        .filter(refusers__gte=policy.RESTRICTION_MIN)
        .order_by("refused")
    )


def _restrict(member_id: int, refusers: int) -> int:
    allowance = Allowance.objects.select_related("member").filter(pk=member_id).first()
    if allowance is None or refusers < policy.restriction_threshold(member_id, allowance.lifts):
        return 0
    return _done(allowance.restrict)


def cancel_reason_for_recipient(
    invitation: Invitation, member: Member, reminder: bool = False
) -> CancelReason | None:
    """Why an e-mail about this invitation must not be sent to its recipient; None if it may.

    The caller's transaction holds the invitation while it asks, so a move before this has happened and one after
    it has not.
    """
    if not (member.is_active and invitation.sender.is_active):
        return CancelReason.ACCOUNT_GONE
    standing = Reception.objects.of(member).from_(invitation.sender).filter(ended_at=None).first()
    locked = Invitation.objects.lock(invitation.pk, *([standing.invitation_id] if standing else []))
    if not locked[invitation.pk].is_open:
        return CancelReason.of_status(locked[invitation.pk].status)
    if Block.objects.between(invitation.sender, member).standing().exists():
        return CancelReason.BLOCKED
    here = Reception.objects.of(member).filter(invitation__in=locked, ended_at=None).first()
    if here is None or not locked[here.invitation_id].is_open:
        return CancelReason.ENDED
    if here.refused_at:
        return CancelReason.REFUSED
    if here.place == Reception.Place.ARCHIVE:
        return CancelReason.IGNORED
    return CancelReason.ANSWERED if reminder and here.replied_at else None


def cancel_reason_for_sender(member: Member, of: Member) -> CancelReason | None:
    """Why an e-mail about what another member did must not be sent to this sender; None if it may."""
    return CancelReason.BLOCKED if member.blocks.against(of).standing().exists() else None
