"""Delivers many invitations in one transaction: those by name where nothing else is between the two members.

Most invitations are like that. `delivery.deliver` decides all others one by one, and would decide these the same.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from invitations import policy, signals
from invitations.models import (
    Block,
    Delivery,
    Invitation,
    InvitationEvent,
    JoinInvitation,
    Reception,
    Refusal,
)
from network import clock
from network.members.models import Connection, Member

log = logging.getLogger(__name__)
BATCH_SIZE = 100
EVENTS = (InvitationEvent.Kind.MAILED, InvitationEvent.Kind.DELIVERED)


def deliver(ids: Sequence[int]) -> list[int]:
    """Deliver those of these that are plain and return their keys. After a conflict or an error, all of a batch are left."""
    if 0 in (policy.current().pair_mails_a_day, policy.current().pair_mails_a_month):
        return []
    done: list[int] = []
    for start in range(0, len(ids), BATCH_SIZE):
        try:
            done += _deliver_batch(ids[start : start + BATCH_SIZE])
        except Exception:
            log.info("A batch of deliveries is decided one by one.", exc_info=True)
    return done


@transaction.atomic
def _deliver_batch(ids: Sequence[int]) -> list[int]:
    deliveries = _lock(ids)
    if not deliveries:
        return []
    now = clock.now()
    Reception.objects.bulk_create(
        Reception.receive(
            each.invitation, cast(Member, each.member), each.requested_at, each.invitation.note, save=False
        )
        for each in deliveries
    )
    InvitationEvent.objects.bulk_create(
        InvitationEvent(invitation=each.invitation, kind=kind, at=now)
        for each in deliveries
        for kind in EVENTS
    )
    decided = Delivery.objects.filter(pk__in=[each.pk for each in deliveries])
    recipient = Invitation.objects.filter(pk=OuterRef("invitation")).values("recipient")
    decided.update(outcome=Delivery.Outcome.DELIVERED, decided_at=now, member=recipient)
    signals.invitations_delivered.send(sender=Reception, deliveries=deliveries, told_lately=False)
    return [each.pk for each in deliveries]


def _lock(ids: Sequence[int]) -> list[Delivery]:
    """Those that are plain, with their `member`. They and their invitations are locked before private rows are read.

    It waits for no lock of a verb, because it holds many: what a verb has locked is left.
    """
    waiting = Delivery.objects.filter(
        pk__in=ids, outcome=Delivery.Outcome.WAITING, kind=Delivery.Kind.INVITATION, invitation__address=""
    )
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    invitations = Invitation.objects.filter(pk__in=[row.invitation_id for row in rows]).with_people()
    locked = {each.pk: each for each in invitations.select_for_update(skip_locked=True, of=("self",))}
    rows = [row for row in rows if row.invitation_id in locked]
    for row in rows:
        row.invitation = locked[row.invitation_id]
        row.member = row.invitation.recipient
    can_be_plain = {row.pk: row for row in rows if row.invitation.is_open and _are_members(row)}
    plain = _with_nothing_between().filter(pk__in=can_be_plain) if can_be_plain else Delivery.objects.none()
    return [can_be_plain[pk] for pk in sorted(plain.values_list("pk", flat=True))]


def _are_members(delivery: Delivery) -> bool:
    sender, recipient = delivery.invitation.sender, delivery.member
    return bool(sender.is_active and recipient and recipient.is_active and recipient.joined_at)


def _with_nothing_between() -> QuerySet[Delivery]:
    """Deliveries whose two members have no reception, block, refusal and connection.

    And whose sender has e-mailed no non-member for a month: the recipient may have been that one. What reached the
    recipient as a member has left a reception.
    """
    sender, recipient = OuterRef("invitation__sender"), OuterRef("invitation__recipient")
    pair = {"low": OuterRef("invitation__low"), "high": OuterRef("invitation__high")}
    mailed = JoinInvitation.objects.filter(sender=sender, last_mailed_at__gt=clock.now() - policy.MONTH)
    between = [
        Reception.objects.filter(ended_at=None, **pair), Reception.objects.filter(member=recipient, sender=sender),
        mailed,
        Block.objects.filter(blocker=sender, blocked=recipient).standing(),
        Block.objects.filter(blocker=recipient, blocked=sender).standing(),
        Refusal.objects.filter(refuser=sender, refused=recipient).standing(),
        Refusal.objects.filter(refuser=recipient, refused=sender).standing(),
        Connection.objects.filter(owner=sender, other=recipient),
    ]  # fmt: skip
    return Delivery.objects.filter(*(~Exists(rows) for rows in between))
