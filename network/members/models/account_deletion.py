from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network import clock
from network.members.models.member import Member


class AccountDeletionQuerySet(models.QuerySet["AccountDeletion"]):
    def due(self) -> AccountDeletionQuerySet:
        """Not finished, and in no worker's hands."""
        return self.filter(finished_at=None, next_at__lte=clock.real_now()).order_by("asked_at")


class AccountDeletion(models.Model):
    """A member leaves: what the worker still has to do. `next_at` is real time: the end of a lease, or the next try."""

    LEASE = timedelta(minutes=5)

    member = models.OneToOneField(Member, models.PROTECT, primary_key=True, verbose_name=_("member"))
    never_again = models.BooleanField(_("never to be written to again"), default=False)
    asked_at = models.DateTimeField(_("asked for"), default=clock.now)
    next_at = models.DateTimeField(_("not before"), default=clock.real_now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = AccountDeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("account deletion")
        verbose_name_plural = _("account deletions")
        indexes = [models.Index("next_at", condition=Q(finished_at=None), name="departure_due")]

    def __str__(self) -> str:
        return f"{self.member}"

    def renew_lease(self) -> None:
        AccountDeletion.objects.filter(pk=self.pk).update(next_at=clock.real_now() + self.LEASE)

    def put_off(self) -> None:
        """Again in one minute, then two, four … up to a day."""
        delay = min(timedelta(minutes=2 ** min(self.attempts - 1, 11)), timedelta(days=1))
        AccountDeletion.objects.filter(pk=self.pk).update(next_at=clock.real_now() + delay)
