from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from invitations.errors import NotOpen
from invitations.querysets import RefusalQuerySet
from invitations.transitions import transition
from network.common.text import arrow
from network.members.models import Member


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
        return arrow(self.refuser, self.refused)

    @transition
    def void(self, by: Member) -> None:
        """The staff undo it, silently. Raises `NotOpen` if it is void already."""
        theirs = self.refuser.receptions.from_(self.refused).live().select_related("invitation__sender")
        reception = theirs.select_for_update(of=("invitation", "self")).first()
        if not Refusal.objects.standing().filter(pk=self.pk).void():
            raise NotOpen
        if reception and reception.refused_at:
            reception.forget_refusal(by)
