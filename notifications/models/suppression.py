"""Addresses that no e-mail is sent to: they bounce, or their owner complained or unsubscribed at the mail provider."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations.errors import NotOpen
from invitations.models.non_member import address_digest, address_digests
from network import clock
from network.common.hashing import keyed_hash
from network.members.models import Member
from notifications.choices import Reason

DETAILS = 200
_ADDRESS = re.compile(r"\S+@\S+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def redact_addresses(text: str) -> str:
    """The answer of a mail server on one line, with "…" in place of e-mail addresses."""
    return " ".join(_ADDRESS.sub("…", _CONTROL.sub(" ", text)).split())


class SuppressionQuerySet(QuerySet["Suppression"]):
    def standing(self) -> SuppressionQuerySet:
        """Not lifted."""
        return self.filter(lifted_at=None)

    def for_address(self, address: str) -> SuppressionQuerySet:
        return self.filter(digest__in=address_digests(address))

    def of(self, member: Member) -> SuppressionQuerySet:
        """The suppressions of this member's primary address: the only access to suppressions from a request."""
        return self.standing().filter(member=member, digest__in=address_digests(member.email))

    def record(self, address: str, kind: str, event: str, details: str, at: datetime) -> None:
        """Stop mail to an address. An event that was recorded before changes nothing."""
        row = Suppression(
            digest=address_digest(address), kind=kind, details=redact_addresses(details)[:DETAILS], at=at,
            event=keyed_hash("notifications.suppression", event),
            member=Member.objects.verified_with(address).first(),
        )  # fmt: skip
        self.bulk_create([row], ignore_conflicts=True)

    def lift(self) -> int:
        """Allow mail to these addresses until the next bounce or complaint. Returns the number lifted."""
        return self.standing().update(lifted_at=clock.now())

    def cancel_reason(self, address: str) -> Reason | None:
        """The most serious reason why nothing may be sent to this address; None if it may be sent."""
        kinds = set(self.standing().for_address(address).values_list("kind", flat=True))
        return next((reason for kind, reason in Suppression.REASONS.items() if kind in kinds), None)


class Suppression(models.Model):
    """A report of the mail provider that stops mail to an address. Only the keyed hash of the address is kept."""

    class Kind(models.TextChoices):
        BOUNCE = "bounce", _("bounces")
        COMPLAINT = "complaint", _("complaint")
        UNSUBSCRIBE = "unsubscribe", _("unsubscribed at the provider")

    REASONS = {
        Kind.COMPLAINT: Reason.COMPLAINT,
        Kind.BOUNCE: Reason.ADDRESS_BOUNCES,
        Kind.UNSUBSCRIBE: Reason.SIGNED_OFF_AT_PROVIDER,
    }

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
    at = models.DateTimeField(pgettext_lazy("when", "reported"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        indexes = [models.Index("digest", condition=Q(lifted_at=None), name="suppression_standing")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} · {self.get_kind_display()}"

    def lift(self) -> None:
        """Lift every suppression of this address. Raises `NotOpen` if there is none."""
        if not Suppression.objects.filter(digest=self.digest).lift():
            raise NotOpen


class AddressVerification(models.Model):
    """An address was verified, so mail arrives there and is wanted: its suppressions are to be lifted.

    The request only inserts this row, because it may not read suppressions of other members. `queued_at` is the
    real time of the database. The worker deletes the row when it has lifted them.
    """

    digest = models.CharField(_("keyed hash of the address"), max_length=64)
    at = models.DateTimeField(_("verified"))
    queued_at = models.DateTimeField(_("since"), default=clock.database_now)

    class Meta:
        verbose_name = _("verified address")
        verbose_name_plural = _("verified addresses")

    def __str__(self) -> str:
        return self.digest[:12]

    @classmethod
    def record(cls, address: str) -> None:
        """Ask the worker to lift the suppressions of this address."""
        cls.objects.create(digest=address_digest(address), at=clock.now())
