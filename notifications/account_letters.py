"""Outbox rows of account letters that name an address which anybody may have typed."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from invitations import policy
from network import clock
from notifications.choices import Kind
from notifications.models import Outbox

FINISHED = [Outbox.Status.SENT, Outbox.Status.SILENT, Outbox.Status.CANCELLED, Outbox.Status.FAILED]


def prune() -> None:
    """Delete, `ADDRESS_DAYS` after they were written, those that were held and those to nobody who is a member."""
    before = clock.now() - timedelta(days=policy.current().address_days)
    letters = Outbox.objects.filter(kind=Kind.ACCOUNT, status__in=FINISHED, created_at__lte=before)
    letters.filter(Q(status=Outbox.Status.SILENT) | Q(member=None)).delete()
