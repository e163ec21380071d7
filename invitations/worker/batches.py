"""The worker sends the lines of batches, each in its own transaction."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from invitations import policy
from invitations.models import Batch, BatchLine
from network import clock
from network.common.jobs import STALL_AFTER, RowJob

RETRY_AFTER = timedelta(minutes=5)


class BatchJob(RowJob):
    """Sends the waiting lines of running batches."""

    name = "batches"
    task = "invitations.tasks.send_batches"

    def due(self) -> QuerySet[BatchLine]:
        return BatchLine.objects.due()

    def process(self, pk: int) -> bool:
        return send(pk)

    def postpone(self, pk: int) -> None:
        BatchLine.objects.filter(pk=pk).update(next_at=clock.database_now() + RETRY_AFTER)

    def stalled(self) -> QuerySet[BatchLine]:
        """Lines that have been due for long. A line that never failed is due since its batch was last worked on."""
        before = clock.database_now() - STALL_AFTER
        return self.due().filter(Q(next_at=None, batch__progressed_at__lt=before) | Q(next_at__lt=before))


job = BatchJob()


def prune() -> None:
    """Delete batches after `BATCH_DAYS`. Their invitations are kept."""
    before = clock.now() - timedelta(days=policy.current().batch_days)
    Batch.objects.filter(requested_at__lt=before).lock_and_delete()


@transaction.atomic
def send(pk: int) -> bool:
    """Process one line. Returns False if another worker has its batch, it was stopped, or the line is processed already."""
    unlocked = Batch.objects.select_for_update(skip_locked=True, of=("self",))
    batch = unlocked.select_related("member").filter(lines=pk).first()
    if batch is None:
        return False
    line = batch.lines.due().filter(pk=pk).first()
    if line is None:
        return False
    batch.send_line(line)
    return True
