"""Creates one kind of every scheduled task, and counts what was done about them after any number of ticks."""

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
from tests.races.thread_pool import pairs, people

PAIRS = 5
BATCH_LINES = 6


def create_due_work(days: int) -> None:
    """Create invitations to members and non-members sent `days` ago, some of them ignored, others past CLOSE_DAYS, a member refused too often, a batch."""
    now = clock.now()
    with clock.frozen_at(now - timedelta(days=days)):
        for anna, bruno in pairs(PAIRS):
            Invitation.objects.send(anna, bruno)
            Invitation.objects.send_to_address(anna, f"{bruno.handle}@example.net")
        ignored = [Invitation.objects.send(anna, bruno) for anna, bruno in pairs(PAIRS)]
        delivery.deliver_all()
        for reception in Reception.objects.filter(invitation__in=ignored):
            reception.ignore()
        refused, *refusers = people(policy.current().restriction_max + 1)
        Refusal.objects.bulk_create(
            Refusal(refuser=refuser, refused=refused, at=clock.now()) for refuser in refusers
        )
    with clock.frozen_at(now - timedelta(days=policy.current().close_days + 1)):
        for anna, bruno in pairs(PAIRS):
            Invitation.objects.send(anna, bruno)
    Batch.objects.submit(people(1)[0], [f"line{n}@example.net" for n in range(BATCH_LINES)])


def count_results() -> dict[str, Any]:
    events = InvitationEvent.objects.values_list("kind").annotate(number=Count("pk"))
    outbox = Outbox.objects.values_list("kind").annotate(number=Count("pk"))
    return {
        "events": {kind: number for kind, number in events if kind in ("reminded", "closed")},
        "outbox": {
            kind: number
            for kind, number in outbox
            if kind in ("reminder", "join_reminder", "closed", "restricted")
        },
        "reminders not sent": Outbox.objects.filter(kind="reminder", status="silent").count(),
        "most reminders of one": max(Reception.objects.values_list("reminders_sent", flat=True)),
        "most reminders of one non-member": max(
            JoinInvitation.objects.values_list("reminders_sent", flat=True)
        ),
        "restricted": Allowance.objects.filter(restricted_at__isnull=False).count(),
        "restriction runs": RestrictionRun.objects.count(),
    }


ONCE = {
    "events": {"reminded": PAIRS, "closed": PAIRS},
    "outbox": {"reminder": 2 * PAIRS, "join_reminder": PAIRS, "closed": PAIRS, "restricted": 1},
    "reminders not sent": PAIRS,
    "most reminders of one": 1,
    "most reminders of one non-member": 1,
    "restricted": 1,
    "restriction runs": 1,
}
