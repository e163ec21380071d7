"""Job: lift the suppressions of addresses that were verified afterwards."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from network import clock
from network.common.jobs import STALL_AFTER, RowJob
from notifications.models import AddressVerification, Suppression


class AddressVerificationJob(RowJob):
    """Lifts the suppressions of addresses that their owners have verified."""

    name = "address_verifications"
    task = "notifications.tasks.lift_suppressions"
    chunk_size = None

    def due(self) -> QuerySet[AddressVerification]:
        return AddressVerification.objects.order_by("pk")

    def process(self, pk: int) -> bool:
        return _lift(pk)

    def stalled(self) -> QuerySet[AddressVerification]:
        return self.due().filter(queued_at__lt=clock.database_now() - STALL_AFTER)


job = AddressVerificationJob()


@transaction.atomic
def _lift(pk: int) -> bool:
    """Lift what was reported before the address was verified. Returns False if another worker has done it."""
    verification = AddressVerification.objects.filter(pk=pk).first()
    if verification is None:
        return False
    Suppression.objects.filter(digest=verification.digest, at__lte=verification.at).lift()
    return bool(AddressVerification.objects.filter(pk=pk).delete()[0])
