from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from invitations.querysets import RefusalQuerySet


class Refusal(models.Model):
    """“I don't know Anna”, said by the refuser. It outlives the invitation; the refused never learns of it (R24, R27)."""

    refuser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("refuser")
    )
    refused = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("refused")
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
        return f"{self.refuser} → {self.refused}"
