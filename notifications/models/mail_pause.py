"""Why no e-mail leaves at present: the mail server fails, or all mail is held until it is released."""

from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.jobs import STALL_AFTER, retry_delay


class MailPauseQuerySet(QuerySet["MailPause"]):
    def in_force(self) -> MailPauseQuerySet:
        """Those that stop all mail now: held, or the next attempt after a failure of the server is still to come."""
        return self.filter(Q(next_at=None) | Q(next_at__gt=clock.database_now()))

    def explaining_delays(self) -> MailPauseQuerySet:
        """Those because of which rows may be due for long, though workers are running."""
        return self.filter(Q(next_at=None) | Q(next_at__gt=clock.database_now() - STALL_AFTER))

    def lasting(self) -> MailPauseQuerySet:
        """Those that staff must know of: held, or the server has failed for `STALL_AFTER`."""
        return self.filter(Q(next_at=None) | Q(since__lte=clock.database_now() - STALL_AFTER))

    def outages(self) -> MailPauseQuerySet:
        return self.filter(kind=MailPause.Kind.OUTAGE)

    @transaction.atomic
    def record_failure(self, details: str) -> None:
        """The mail server failed: the next attempt is in 1, 2, then 4 minutes. Simultaneous attempts count once."""
        now = clock.database_now()
        outage, _created = self.select_for_update().get_or_create(
            kind=MailPause.Kind.OUTAGE, defaults={"next_at": now}
        )
        if outage.next_at and outage.next_at > now:
            return
        outage.failures += 1
        outage.next_at = now + min(retry_delay(outage.failures), MailPause.MAX_RETRY_AFTER)
        outage.details = details
        outage.save()

    def hold(self) -> None:
        """Hold all mail until `release`. Holding twice changes nothing."""
        self.get_or_create(kind=MailPause.Kind.HELD)


class MailPause(models.Model):
    """A reason why all mail waits. At most one row of each kind; no row while mail leaves.

    `since` and `next_at` are the real time of the database. `next_at` is the next attempt, None until released.
    """

    class Kind(models.TextChoices):
        OUTAGE = "outage", _("the mail server fails")
        HELD = "held", _("held until it is released")

    # With a tick every minute the first e-mail leaves at most five minutes after the server has recovered.
    MAX_RETRY_AFTER = timedelta(minutes=4)

    kind = models.CharField(_("kind"), max_length=6, choices=Kind, primary_key=True)
    since = models.DateTimeField(_("since"), default=clock.database_now)
    next_at = models.DateTimeField(_("not before"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failed attempts"), default=0)
    details = models.CharField(_("details"), max_length=120, blank=True)

    objects = MailPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail pause")
        verbose_name_plural = _("mail pauses")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def sentence(self) -> str:
        """What staff are told, in the reader's language."""
        if self.kind == self.Kind.HELD:
            return gettext("All e-mail is held until somebody runs manage.py mail release.")
        minutes = int((clock.database_now() - self.since) / timedelta(minutes=1))
        return ngettext(
            "E-mail has not left for %(minutes)d minute. The mail server: %(details)s",
            "E-mail has not left for %(minutes)d minutes. The mail server: %(details)s",
            minutes,
        ) % {"minutes": minutes, "details": self.details}
