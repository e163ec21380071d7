from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations import policy
from invitations.errors import NotOpen
from invitations.transitions import transition
from network import clock
from network.common.text import arrow
from network.members.models import Member


class RefusalQuerySet(models.QuerySet["Refusal"]):
    def of(self, member: Member) -> RefusalQuerySet:
        """The member's own refusals: the only access to refusals from a request."""
        return self.filter(refuser=member)

    def against(self, member: Member) -> RefusalQuerySet:
        return self.filter(refused=member)

    def standing(self) -> RefusalQuerySet:
        return self.filter(voided_at=None)

    def counted(self) -> RefusalQuerySet:
        """Those that count towards a restriction: they stand, are recent, and were said since the last lift."""
        since = clock.now() - timedelta(days=policy.current().restriction_days)
        lifted_at = "refused__allowance__lifted_at"
        since_lift = Q(**{lifted_at: None}) | Q(at__gt=F(lifted_at))
        return self.standing().filter(since_lift, at__gt=since)

    def void(self) -> int:
        """Void them: they are no longer counted and no longer stop deliveries. Returns how many were voided."""
        return self.standing().update(voided_at=clock.now())


class Refusal(models.Model):
    """“I don't know …”, said by the refuser. It outlasts the invitation; the refused member is never told (R24, R27)."""

    refuser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("refuser")
    )
    refused = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("person", "refused"),
    )
    at = models.DateTimeField(_("when"))
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [
            models.UniqueConstraint(
                fields=["refuser", "refused"], condition=Q(voided_at=None), name="refusal_pair_uq"
            ),
            models.CheckConstraint(condition=~Q(refuser=F("refused")), name="refusal_not_self"),
        ]
        indexes = [models.Index("refused", "at", condition=Q(voided_at=None), name="refusal_counted")]

    def __str__(self) -> str:
        return arrow(self.refuser, self.refused)

    @transition
    def void(self, by: Member) -> None:
        """Undo it, as staff; neither member is told. Raises `NotOpen` if it is void already."""
        receptions = self.refuser.receptions.from_(self.refused).live().select_related("invitation__sender")
        reception = receptions.select_for_update(of=("invitation", "self")).first()
        if not Refusal.objects.filter(pk=self.pk).void():
            raise NotOpen
        if reception:
            reception.forget_refusal(by)
