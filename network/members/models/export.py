from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network import clock
from network.common.jobs import retry_delay
from network.members import signals
from network.members.errors import DailyLimitReached, ExportInProgress
from network.members.models.member import Member

MAX_PER_DAY = 3
"""How many exports a member may request in 24 hours."""

LIFETIME = timedelta(days=7)
"""How long an export can be downloaded before it is deleted."""

MAX_ATTEMPTS = 5
"""How often the worker tries to write an export before it gives up."""


class Stopped(Exception):
    """The worker must stop writing: the export was cancelled, deleted or claimed by another worker."""


def new_public_id() -> str:
    return get_random_string(16)


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, member: Member) -> ExportQuerySet:
        """The exports of one member. Views read exports only through this."""
        return self.filter(member=member)

    def running(self) -> ExportQuerySet:
        return self.filter(state__in=Export.RUNNING)

    def due(self) -> ExportQuerySet:
        """Running exports that no worker has claimed, or whose worker's lease has expired."""
        return self.running().filter(next_at__lte=clock.database_now()).order_by("requested_at", "pk")

    def downloadable(self) -> ExportQuerySet:
        return self.filter(state=Export.State.READY, finished_at__gt=clock.now() - LIFETIME)

    def expired(self) -> ExportQuerySet:
        return self.filter(requested_at__lte=clock.now() - LIFETIME).exclude(
            pk__in=self.downloadable().values("pk")
        )

    def claim(self, pk: int) -> bool:
        """Claim a due export for the length of a lease. False where another worker has it: it is one atomic statement."""
        export = self.due().order_by().filter(pk=pk)
        next_at = clock.database_now() + Export.LEASE
        return bool(export.update(state=Export.State.WRITING, attempts=F("attempts") + 1, next_at=next_at))

    @transaction.atomic
    def request(self, member: Member) -> Export:
        """Create an export for the worker to write. Raises `ExportInProgress` and `DailyLimitReached`."""
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        exports = self.of(member)
        if exports.running().exists():
            raise ExportInProgress
        if exports.filter(requested_at__gt=clock.now() - timedelta(days=1)).count() >= MAX_PER_DAY:
            raise DailyLimitReached
        export = self.create(member=member)
        signals.export_requested.send(sender=Export, export=export)
        return export

    def stop(self) -> int:
        """Cancel running exports; a worker notices at its next batch. Returns how many were running."""
        return self.running().update(state=Export.State.STOPPED, finished_at=clock.now())


class Export(models.Model):
    """A member's copy of their own data. `next_at` is the real time of the database: the end of a worker's lease, or the next attempt."""

    class State(models.TextChoices):
        ASKED = "asked", _("requested")
        WRITING = "writing", _("being prepared")
        READY = "ready", _("ready")
        STOPPED = "stopped", pgettext_lazy("data export", "stopped")
        FAILED = "failed", pgettext_lazy("data export", "failed")

    RUNNING = (State.ASKED, State.WRITING)
    LEASE = timedelta(minutes=5)

    public_id = models.CharField(
        _("public id"), max_length=22, unique=True, default=new_public_id, editable=False
    )
    member = models.ForeignKey(Member, models.CASCADE, related_name="exports", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.ASKED)
    done = models.PositiveIntegerField(_("rows written"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    requested_at = models.DateTimeField(_("requested"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("not before"), default=clock.database_now)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        indexes = [
            models.Index("next_at", condition=Q(state__in=["asked", "writing"]), name="export_due"),
            models.Index("member", F("requested_at").desc(), name="export_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state__in=["asked", "writing"]), name="export_one_running"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "writing"]) | Q(finished_at__isnull=False),
                name="export_finished_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("members:download_export", args=[self.public_id])

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def is_downloadable(self) -> bool:
        return self.state == self.State.READY and self.downloadable_until > clock.now()

    @property
    def downloadable_until(self) -> datetime:
        assert self.finished_at is not None
        return self.finished_at + LIFETIME

    def begin(self, total: int) -> None:
        """Start from the first row and delete the parts of earlier attempts."""
        self.parts.exclude(attempt=self.attempts).delete()
        self.total, self.done = total, 0
        self._update_claimed(total=total, done=0)

    def advance(self, rows: int) -> None:
        """Count rows that were written. Raises `Stopped`."""
        self.done += rows
        self._update_claimed(done=self.done)

    @transaction.atomic
    def finish(self, size: int) -> None:
        """Mark it as ready for download. Raises `Stopped`."""
        self.state, self.size, self.finished_at = self.State.READY, size, clock.now()
        self._update_claimed(state=self.state, size=size, finished_at=self.finished_at)
        signals.export_finished.send(sender=Export, export=self)

    def postpone(self) -> None:
        """Set the next attempt after a failure. After the last one it has failed, and the member may request another."""
        if self.attempts >= MAX_ATTEMPTS:
            self._claimed().update(state=self.State.FAILED, finished_at=clock.now())
        else:
            self._claimed().update(next_at=clock.database_now() + retry_delay(self.attempts))

    def content(self) -> Iterator[bytes]:
        """The file, part by part."""
        numbers = self.parts.filter(attempt=self.attempts).order_by("number").values_list("pk", flat=True)
        for pk in list(numbers):
            yield bytes(ExportPart.objects.get(pk=pk).data)

    def _update_claimed(self, **columns: object) -> None:
        """Write columns and renew the lease. Raises `Stopped`."""
        if not self._claimed().update(next_at=clock.database_now() + self.LEASE, **columns):
            raise Stopped

    def _claimed(self) -> ExportQuerySet:
        """This row while this worker has it: not stopped, and not claimed by another one."""
        return Export.objects.filter(pk=self.pk, state=self.State.WRITING, attempts=self.attempts)


class ExportPart(models.Model):
    """A part of the file. It is in the database, so that any host can serve it."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts", verbose_name=_("data export"))
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    number = models.PositiveIntegerField(_("number"))
    data = models.BinaryField(_("bytes"))

    class Meta:
        verbose_name = _("export part")
        verbose_name_plural = _("export parts")
        constraints = [models.UniqueConstraint(fields=["export", "attempt", "number"], name="export_part_uq")]

    def __str__(self) -> str:
        return f"{self.number}"
