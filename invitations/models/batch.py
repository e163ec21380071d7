from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from invitations import policy, signals
from invitations.contact_import import parse_address
from invitations.errors import AlreadyInvited, LimitReached, NotOpen
from invitations.models.allowance import Allowance
from invitations.models.invitation import Invitation, new_public_id
from invitations.transitions import transition
from network import clock
from network.common import addresses
from network.common.addresses import readable_address
from network.members.models import Member


class BatchQuerySet(models.QuerySet["Batch"]):
    def of(self, member: Member) -> BatchQuerySet:
        return self.filter(member=member)

    def running(self) -> BatchQuerySet:
        """Neither stopped nor done, and the member's account is active."""
        return self.filter(state=Batch.State.RUNNING, member__is_active=True)

    @transaction.atomic
    def lock_and_delete(self) -> int:
        """Delete these batches with their lines. Returns the number of deleted rows.

        They are locked first, because the worker locks a batch before it writes one of its lines.
        """
        keys = list(self.order_by("pk").select_for_update().values_list("pk", flat=True))
        return self.model._base_manager.filter(pk__in=keys).delete()[0]

    def submitted_today(self) -> BatchQuerySet:
        return self.filter(requested_at__gt=clock.now() - policy.DAY)

    def _spent_limit(self, member: Member) -> str:
        is_spent = self.of(member).submitted_today().count() >= policy.current().batches_a_day
        return "batches_a_day" if is_spent else ""

    @transition
    def submit(self, member: Member, words: list[str], note: str = "", reason: str = "") -> Batch:
        """Store a batch for the worker. Raises `LimitReached` if the allowance or `BATCHES_A_DAY` is used up."""
        allowance = Allowance.objects.lock(member)
        if limit := allowance.spent_limit or self._spent_limit(member):
            raise LimitReached(limit, member.pk)
        own_addresses = set(member.addresses())
        lines = [BatchLine.from_word(number, word, own_addresses) for number, word in enumerate(words, 1)]
        is_waiting = any(line.state == BatchLine.State.WAITING for line in lines)
        batch = self.create(
            member=member,
            note=note,
            reason=reason,
            state=Batch.State.RUNNING if is_waiting else Batch.State.DONE,
            requested_at=clock.now(),
            progressed_at=clock.database_now(),
        )
        for line in lines:
            line.batch = batch
        BatchLine.objects.bulk_create(lines)
        signals.batch_started.send(sender=Batch, batch=batch)
        return batch


class Batch(models.Model):
    """Many addresses that a member invites at once; the worker sends the invitations line by line."""

    class State(models.TextChoices):
        RUNNING = "running", _("sending")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("processed")

    public_id = models.CharField(
        _("public id"), max_length=22, unique=True, default=new_public_id, editable=False
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="batches", verbose_name=_("sender")
    )
    note = models.TextField(_("note"), blank=True)
    reason = models.CharField(
        _("how they know each other"), max_length=10, choices=Invitation.Reason, blank=True
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    requested_at = models.DateTimeField(_("submitted"))
    progressed_at = models.DateTimeField(_("last progress"))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("address import")
        verbose_name_plural = _("address imports")
        indexes = [
            models.Index("member", F("requested_at").desc(), name="batch_of_member"),
            models.Index("progressed_at", condition=Q(state="running"), name="batch_running"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.requested_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("invitations:batch", args=[self.public_id])

    @transition
    def stop(self) -> None:
        """Leave the waiting lines unsent. Raises `NotOpen` unless the batch is running."""
        self._lock_and_refresh()
        if self.state != self.State.RUNNING:
            raise NotOpen
        self._set_state(self.State.STOPPED)

    @transition
    def resume(self) -> None:
        """Continue, including the lines that the limit stopped. Raises `NotOpen` if no line is left to send."""
        self._lock_and_refresh()
        if not self.can_resume:
            raise NotOpen
        self.lines.filter(state=BatchLine.State.LIMIT).update(state=BatchLine.State.WAITING)
        self._set_state(self.State.RUNNING)
        signals.batch_started.send(sender=Batch, batch=self)

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def can_resume(self) -> bool:
        return not self.is_running and self.lines.filter(state__in=BatchLine.UNSENT).exists()

    def send_line(self, line: BatchLine) -> None:
        """Send one line of a locked batch. If the limit is reached, all waiting lines are marked so."""
        try:
            line.invitation = Invitation.objects.send_to_address(
                self.member, line.address, self.note, self.reason
            )
            line.decide(BatchLine.State.SENT)
        except AlreadyInvited:
            line.decide(BatchLine.State.ALREADY)
        except LimitReached:
            self.lines.waiting().update(state=BatchLine.State.LIMIT)
        finished = not self.lines.waiting().exists()
        self._set_state(self.State.DONE if finished else self.State.RUNNING)

    def _set_state(self, state: Batch.State) -> None:
        self.state, self.progressed_at = state, clock.database_now()
        rows = Batch.objects.of(self.member).filter(pk=self.pk)
        rows.update(state=self.state, progressed_at=self.progressed_at)

    def _lock_and_refresh(self) -> None:
        self.state = Batch.objects.of(self.member).select_for_update().get(pk=self.pk).state


class BatchLineQuerySet(models.QuerySet["BatchLine"]):
    def waiting(self) -> BatchLineQuerySet:
        return self.filter(state=self.model.State.WAITING)

    def due(self) -> BatchLineQuerySet:
        """The lines that the worker may send now, in the order in which they were submitted."""
        not_postponed = Q(next_at=None) | Q(next_at__lte=clock.database_now())
        return self.waiting().filter(not_postponed, batch__in=Batch.objects.running()).order_by("pk")


class BatchLine(models.Model):
    """One line of a batch: an address, or a word that is not one, and what the sender may know of its result."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("Sent")
        ALREADY = "already", _("invited already")
        NO_ADDRESS = "no_address", _("not an e-mail address")
        OWN = "own", _("your own address")
        LIMIT = "limit", _("not sent")

    UNSENT = (State.WAITING, State.LIMIT)

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines", verbose_name=_("address import"))
    number = models.PositiveSmallIntegerField(_("number"))
    address = models.CharField(_("address"), max_length=addresses.MAX_LENGTH)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invitation")
    )
    next_at = models.DateTimeField(_("not before"), null=True, blank=True)

    objects = BatchLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("import line")
        verbose_name_plural = _("import lines")
        ordering = ["number"]
        indexes = [models.Index("id", condition=Q(state="waiting"), name="batch_line_waiting")]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_line_number_uq")]

    def __str__(self) -> str:
        return self.address or f"{self.number}"

    @property
    def to(self) -> str:
        """The address, or the recipient's name if the address was erased with their account."""
        if self.invitation:
            return readable_address(self.address) or self.invitation.to
        return readable_address(self.address) or gettext("Somebody, by e-mail")

    def decide(self, state: BatchLine.State) -> None:
        self.state = state
        self.save(update_fields=["state", "invitation"])

    @classmethod
    def from_word(cls, number: int, word: str, own_addresses: set[str]) -> BatchLine:
        """An unsaved line for a word that the member typed: waiting, the member's own address, or no address."""
        address = parse_address(word)
        state = cls.State.WAITING if address not in own_addresses else cls.State.OWN
        return cls(
            number=number,
            address=address or word[: addresses.MAX_LENGTH],
            state=state if address else cls.State.NO_ADDRESS,
        )
