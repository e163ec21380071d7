from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network import clock
from network.members.models.member import Member


class TermsAcceptanceQuerySet(models.QuerySet["TermsAcceptance"]):
    def of(self, member: Member) -> TermsAcceptanceQuerySet:
        return self.filter(member=member)

    def record(self, member: Member, version: int, at: datetime | None = None) -> None:
        """The member has accepted this version, now or at another moment; 0 is none."""
        if version:
            self.create(member=member, version=version, accepted_at=at or clock.now())

    def newest_of_each(self) -> models.Subquery:
        """The highest version that the member of an outer query has accepted, as a column of that."""
        newest = self.filter(member=models.OuterRef("pk")).order_by("-version")
        return models.Subquery(newest.values("version")[:1])


class TermsAcceptance(models.Model):
    """Which version of the terms (`LegalVersion.number`) a member has accepted, and when."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="terms_acceptances", verbose_name=_("member")
    )
    version = models.PositiveIntegerField(_("version"))
    accepted_at = models.DateTimeField(_("accepted"), default=clock.now)

    objects = TermsAcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance of the terms")
        verbose_name_plural = _("acceptances of the terms")
        constraints = [models.UniqueConstraint(fields=["member", "version"], name="terms_accepted_once")]

    def __str__(self) -> str:
        return f"{self.member}, {self.version}"
