"""The worker's part for long lists of addresses: line by line, each in a transaction of its own."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from invitations import policy
from invitations.models import Batch, BatchLine
from network import clock

log = logging.getLogger(__name__)
AT_ONCE = 200
PAUSE = timedelta(minutes=5)


def send_all() -> int:
    """Go through all lists that are being sent; a line that fails is put back alone. Returns how many were decided.

    It stops where all that is left is in the hands of other workers.
    """
    total = 0
    while done := sum(map(_try, list(BatchLine.objects.due().values_list("pk", flat=True)[:AT_ONCE]))):
        total += done
    return total


def has_due() -> bool:
    return BatchLine.objects.due().exists()


def is_stalled(span: timedelta) -> bool:
    """Whether a line of a list has been due for so long and no worker has taken it."""
    long_ago = clock.real_now() - span
    long_due = Q(next_at=None, batch__worked_at__lt=long_ago) | Q(next_at__lt=long_ago)
    return BatchLine.objects.due().filter(long_due).exists()


def forget() -> None:
    """Lists are for watching them go; who was invited stands on the invitations."""
    before = clock.now() - timedelta(days=policy.BATCH_DAYS)
    Batch.objects.filter(asked_at__lt=before).lock_and_delete()


def _try(pk: int) -> int:
    try:
        return int(send(pk))
    except Exception:
        log.exception("Line %s of a list failed and was put back.", pk)
        BatchLine.objects.filter(pk=pk).update(next_at=clock.real_now() + PAUSE)
        return 0


@transaction.atomic
def send(pk: int) -> bool:
    """Decide one line; False where another worker has its list, or it was stopped, or the line is decided."""
    free = Batch.objects.running().select_for_update(skip_locked=True, of=("self",))
    batch = free.select_related("member").filter(lines=pk).first()
    line = BatchLine.objects.due().filter(pk=pk, batch=batch).first() if batch else None
    if batch is None or line is None:
        return False
    batch.send_line(line)
    return True
