"""Job: lift the suppressions of addresses that were verified afterwards."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from network import clock
from notifications.models import AddressVerification, Suppression


def has_due() -> bool:
    return AddressVerification.objects.exists()


def is_stalled(span: timedelta) -> bool:
    """Whether a verification has waited longer than `span`."""
    return AddressVerification.objects.filter(queued_at__lt=clock.real_now() - span).exists()


def lift_verified_suppressions() -> int:
    """Allow mail to every address that was verified after its mail was stopped. Returns how many."""
    return sum(map(_lift, AddressVerification.objects.order_by("pk")))


@transaction.atomic
def _lift(verification: AddressVerification) -> int:
    Suppression.objects.filter(digest=verification.digest, at__lte=verification.at).lift()
    return AddressVerification.objects.filter(pk=verification.pk).delete()[0]
