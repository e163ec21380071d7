from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.jobs import retry_delay
from network.members.models.member import Member


class AccountDeletionQuerySet(models.QuerySet["AccountDeletion"]):
    def due(self) -> AccountDeletionQuerySet:
        """Not finished, and not claimed by a worker whose lease still runs."""
        return self.filter(finished_at=None, next_at__lte=clock.database_now()).order_by("requested_at")

    def claim(self, pk: int) -> bool:
        """Claim a due row for the length of a lease. False where another worker has it: it is one atomic statement."""
        deletion = self.due().order_by().filter(pk=pk)
        next_at = clock.database_now() + AccountDeletion.LEASE
        return bool(deletion.update(attempts=F("attempts") + 1, next_at=next_at))


class AccountDeletion(models.Model):
    """Account-deletion job of a member. `next_at` is the real time of the database: the end of a worker's lease, or the next attempt."""

    LEASE = timedelta(minutes=5)

    member = models.OneToOneField(Member, models.PROTECT, primary_key=True, verbose_name=_("member"))
    opt_out = models.BooleanField(_("asked never to be e-mailed again"), default=False)
    requested_at = models.DateTimeField(_("requested"), default=clock.now)
    next_at = models.DateTimeField(_("not before"), default=clock.database_now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = AccountDeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("account deletion")
        verbose_name_plural = _("account deletions")
        indexes = [models.Index("next_at", condition=Q(finished_at=None), name="account_deletion_due")]

    def __str__(self) -> str:
        return f"{self.member}"

    def renew_lease(self) -> None:
        AccountDeletion.objects.filter(pk=self.pk).update(next_at=clock.database_now() + self.LEASE)

    def postpone(self) -> None:
        """Set the next attempt after a failure."""
        next_at = clock.database_now() + retry_delay(self.attempts)
        AccountDeletion.objects.filter(pk=self.pk).update(next_at=next_at)
