"""Addresses that take no mail of ours: they bounce, their owner calls it spam, or has signed off at the provider."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from invitations.errors import NotOpen
from invitations.models.non_member import address_digest
from network import clock
from network.members.models import Member

DETAILS = 200
_ADDRESS = re.compile(r"\S+@\S+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def without_addresses(words: str) -> str:
    """What a mail server said, on one line and without whom it said it of."""
    return " ".join(_ADDRESS.sub("…", _CONTROL.sub(" ", words)).split())


class SuppressionQuerySet(QuerySet["Suppression"]):
    def standing(self) -> SuppressionQuerySet:
        return self.filter(lifted_at=None)

    def for_address(self, address: str) -> SuppressionQuerySet:
        return self.filter(digest=address_digest(address))

    def of(self, member: Member) -> SuppressionQuerySet:
        """The one door: what stands against this member's own primary address."""
        return self.standing().filter(member=member, digest=address_digest(member.email))

    def record(self, address: str, kind: str, event: str, details: str, at: datetime) -> None:
        """Stop mail to an address. The same event again, however often it comes, changes nothing."""
        row = Suppression(
            digest=address_digest(address), kind=kind, details=without_addresses(details)[:DETAILS], at=at,
            event=salted_hmac("notifications.suppression", event, settings.HASH_KEY, algorithm="sha256").hexdigest(),
            member=Member.objects.verified_with(address).first(),
        )  # fmt: skip
        self.bulk_create([row], ignore_conflicts=True)

    def lift(self) -> int:
        """Write there again, until the next bounce or complaint. Returns how many were lifted."""
        return self.standing().update(lifted_at=clock.now())

    def cancel_reason(self, address: str) -> str:
        """Why nothing may leave to this address; empty if it may."""
        kinds = set(self.standing().for_address(address).values_list("kind", flat=True))
        return next((reason for kind, reason in REASONS.items() if kind in kinds), "")


class Suppression(models.Model):
    """What a mail provider told us of an address, which is known by its keyed hash alone."""

    class Kind(models.TextChoices):
        BOUNCE = "bounce", _("bounces")
        COMPLAINT = "complaint", _("complaint")
        UNSUBSCRIBE = "unsubscribe", _("signed off at the provider")

    digest = models.CharField(_("keyed hash of the address"), max_length=64)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    details = models.CharField(_("details"), max_length=DETAILS, blank=True)
    event = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(_("reported"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        indexes = [models.Index("digest", condition=Q(lifted_at=None), name="suppression_standing")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} · {self.get_kind_display()}"

    def lift(self) -> None:
        """Lift all that stands against the address. Raises `NotOpen` if nothing does."""
        if not Suppression.objects.filter(digest=self.digest).lift():
            raise NotOpen


class AddressVerification(models.Model):
    """Somebody has verified this address, so mail arrives there, and they want it: what stood against it is to be lifted.

    The request only inserts, for whose the suppression is it may not look at. `queued_at` is real time. A row goes when
    the worker has done it.
    """

    digest = models.CharField(_("keyed hash of the address"), max_length=64)
    at = models.DateTimeField(_("verified"))
    queued_at = models.DateTimeField(_("since"), default=clock.real_now)

    class Meta:
        verbose_name = _("verified address")
        verbose_name_plural = _("verified addresses")

    def __str__(self) -> str:
        return self.digest[:12]

    @classmethod
    def record(cls, address: str) -> None:
        cls.objects.create(digest=address_digest(address), at=clock.now())


def has_due() -> bool:
    return AddressVerification.objects.exists()


def is_stalled(span: timedelta) -> bool:
    return AddressVerification.objects.filter(queued_at__lt=clock.real_now() - span).exists()


def trust_all() -> int:
    """Write again to every address that was verified after its mail was stopped. Returns how many."""
    return sum(map(_trust, AddressVerification.objects.order_by("pk")))


@transaction.atomic
def _trust(proof: AddressVerification) -> int:
    before = Suppression.objects.filter(digest=proof.digest, at__lte=proof.at)
    before.lift()
    return AddressVerification.objects.filter(pk=proof.pk).delete()[0]


REASONS = {
    Suppression.Kind.COMPLAINT: "complaint",
    Suppression.Kind.BOUNCE: "address bounces",
    Suppression.Kind.UNSUBSCRIBE: "signed off at the provider",
}
