"""Something of everything that time brings about, and what must have come of it however many ticks there were."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count

from invitations import policy
from invitations.models import (
    Allowance,
    Batch,
    Invitation,
    InvitationEvent,
    JoinInvitation,
    Reception,
    Refusal,
    RestrictionRun,
)
from invitations.worker import delivery
from network import clock
from notifications.models import Outbox
from tests.races.ring import pairs, people

EACH = 5
LINES = 6


def fall_due(days: int) -> None:
    """So many days ago: members and newcomers were invited, others half a year ago, and one was refused too often."""
    now = clock.now()
    with clock.frozen_at(now - timedelta(days=days)):
        for anna, bruno in pairs(EACH):
            Invitation.objects.send(anna, bruno)
            Invitation.objects.send_to_address(anna, f"{bruno.handle}@example.net")
        delivery.deliver_all()
        refused, *refusers = people(policy.RESTRICTION_MAX + 1)
        Refusal.objects.bulk_create(
            Refusal(refuser=each, refused=refused, at=clock.now()) for each in refusers
        )
    with clock.frozen_at(now - timedelta(days=policy.CLOSE_DAYS + 1)):
        for anna, bruno in pairs(EACH):
            Invitation.objects.send(anna, bruno)
    Batch.objects.submit(people(1)[0], [f"line{n}@example.net" for n in range(LINES)])


def brought_about() -> dict[str, Any]:
    events = InvitationEvent.objects.values_list("kind").annotate(number=Count("pk"))
    outbox = Outbox.objects.values_list("kind").annotate(number=Count("pk"))
    return {
        "events": {kind: number for kind, number in events if kind in ("reminded", "closed")},
        "outbox": {
            k: number for k, number in outbox if k in ("reminder", "join_reminder", "closed", "restricted")
        },
        "most reminders of one": max(Reception.objects.values_list("reminders_sent", flat=True)),
        "most reminders of one newcomer": max(
            JoinInvitation.objects.values_list("reminders_sent", flat=True)
        ),
        "restricted": Allowance.objects.filter(restricted_at__isnull=False).count(),
        "looks": RestrictionRun.objects.count(),
    }


ONCE = {
    "events": {"reminded": EACH, "closed": EACH},
    "outbox": {"reminder": EACH, "join_reminder": EACH, "closed": EACH, "restricted": 1},
    "most reminders of one": 1,
    "most reminders of one newcomer": 1,
    "restricted": 1,
    "looks": 1,
}
