"""The outbox: every e-mail that is to be sent, was sent or by decision is never sent; and the text of account mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations.errors import NotOpen
from invitations.models import Invitation, Message
from network import clock
from network.common.jobs import keyed_order
from network.members.models import Member
from notifications.choices import AT_ONCE, Kind, get_kind_choices, get_reason_choices
from notifications.models.mail_pause import MailPause, MailPauseQuerySet
from notifications.spread import draw_delay, shortest_span, span_for

WAKE_BATCH_SIZE = 500


class OutboxQuerySet(QuerySet["Outbox"]):
    def due(self) -> OutboxQuerySet:
        """Waiting and not postponed, or claimed by a worker whose lease has run out; none while all mail pauses."""
        return (
            self.overdue(timedelta()).exclude(Exists(MailPause.objects.in_force())).order_by("next_at", "pk")
        )

    def overdue(self, by: timedelta) -> OutboxQuerySet:
        """Due for at least this long, whether or not mail pauses."""
        return self.filter(
            status__in=[Outbox.Status.WAITING, Outbox.Status.SENDING], next_at__lte=clock.database_now() - by
        )

    def count_by_status(self) -> dict[str, int]:
        """Rows of each status: those that may still be sent all, others where their cause is of the last `RECENT`."""
        rows = {status: self.filter(status=status) for status in Outbox.Status.values}
        for status in (Outbox.Status.SENT, *Outbox.NOT_SENT):
            rows[status] = rows[status].filter(created_at__gt=clock.now() - Outbox.RECENT)
        return {status: found.count() for status, found in rows.items()}

    def all_refused(self) -> bool:
        """Whether the server has put off `REFUSED_ROWS` e-mails for `REFUSED_FOR`, in which none has left.

        One e-mail that it never takes is no outage.
        """
        before = clock.now() - Outbox.REFUSED_FOR
        refused = self.filter(status=Outbox.Status.WAITING, attempts__gt=0, created_at__lte=before)
        rows = refused.exclude(details="").values("address").distinct()[: Outbox.REFUSED_ROWS]
        return len(rows) == Outbox.REFUSED_ROWS and not self.filter(sent_at__gt=before).exists()

    def wake(self) -> int:
        """After a pause, make due what waits and what had failed: the one place that draws the times anew."""
        waiting = self.filter(status=Outbox.Status.WAITING).filter(
            Q(next_at__lte=clock.database_now()) | Q(attempts__gt=0)
        )
        rows = list(waiting.order_by("pk").select_for_update(skip_locked=True).only("kind"))
        span = span_for(len(rows))
        for row in rows:
            row.next_at = Outbox.spread(row.kind, span)
        return self.bulk_update(rows, ["next_at"], batch_size=WAKE_BATCH_SIZE)

    @transaction.atomic
    def resume(self, pauses: MailPauseQuerySet) -> bool:
        """End these pauses and wake what waited. False where there is none, or another worker was faster."""
        ended = bool(pauses.delete()[0])
        if ended:
            self.wake()
        return ended

    def next_moment(self) -> datetime | None:
        """When the next of those leaves that are not due yet; None where e-mails do not wait for their moment."""
        if not settings.MAIL_SPREAD_SECONDS:
            return None
        ahead = self.filter(status=Outbox.Status.WAITING, next_at__gt=clock.database_now())
        return ahead.order_by("next_at").values_list("next_at", flat=True).first()

    def next_ids(self, limit: int) -> list[int]:
        """Ids of up to `limit` due rows; only of account mail if there is some, because its reader waits for it.

        Reader by reader, in an order that does not tell who comes after whom: else the time between the e-mails to two
        members would tell whether there was one to a third.
        """
        due = self.due().values_list("kind", "pk", "address")
        rows = list(due[:limit])
        if len(rows) < limit:
            account = [row for row in rows if row[0] == Kind.ACCOUNT]
        else:  # there may be some behind these
            account = list(due.filter(kind=Kind.ACCOUNT)[:limit])
        return keyed_order((pk, address) for _kind, pk, address in account or rows)


class Outbox(models.Model):
    """One e-mail that is to be sent, was sent, or by decision is never sent (the silence ledger).

    Written in the transaction of its cause, with a unique key, so that it is written once. `next_at` is the real time of the database:
    the next attempt, or the end of the worker's lease. `reason` says why it was not sent; `details` is what the mail
    server answered when sending failed.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", pgettext_lazy("e-mail", "sent")
        SILENT = "silent", _("not sent, by decision")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", pgettext_lazy("e-mail", "failed")

    NOT_SENT = (Status.SILENT, Status.CANCELLED)
    RECENT = timedelta(days=1)

    # Longer than sending one e-mail can take, which is a dozen steps of EMAIL_TIMEOUT each, begun within BEGIN_WITHIN.
    LEASE = timedelta(minutes=5)
    BEGIN_WITHIN = timedelta(seconds=30)
    MAX_ATTEMPTS = 16  # one, two, four … minutes apart, then a day: five and a half days in all
    # A lost connection says little about the e-mail, and the reader of account mail waits for it.
    RETRY_AFTER_INTERRUPTION = timedelta(minutes=4)
    RETRY_ACCOUNT_MAIL_AFTER = timedelta(minutes=15)
    REFUSED_ROWS, REFUSED_FOR = 5, timedelta(minutes=15)
    TRIED_FOR = timedelta(days=5)  # what is retried so often fails by its age

    key = models.CharField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=32, choices=get_kind_choices)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, null=True, blank=True, related_name="outbox", verbose_name=_("invitation")
    )
    thread_message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="+")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("reason"), max_length=48, choices=get_reason_choices, blank=True)
    details = models.CharField(_("details"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("not before"), null=True, blank=True, default=clock.database_now)
    created_at = models.DateTimeField(_("created"), default=clock.now)
    sent_at = models.DateTimeField(pgettext_lazy("e-mail", "sent"), null=True, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox row")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index("next_at", condition=Q(status__in=["waiting", "sending"]), name="outbox_due"),
            models.Index("invitation", "created_at", name="outbox_timeline"),
            models.Index(
                "next_at",
                condition=Q(kind="account", status__in=["waiting", "sending"]),
                name="outbox_account_due",
            ),
            models.Index("created_at", condition=Q(kind="account"), name="outbox_account"),
            models.Index("status", "created_at", name="outbox_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="outbox_sent_has_time"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["silent", "cancelled"]) | ~Q(address=""), name="outbox_has_address"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def spread(kind: str, span: timedelta | None = None) -> datetime:
        """When a row that becomes due now may leave: at a random moment of MAIL_SPREAD_SECONDS, or of a longer `span`.

        Drawn once for each row, when it is written, and anew when all that waited for the mail server may leave: so what
        leaves when does not depend on what was kept silent. Mail about the account leaves at once.
        """
        if kind in AT_ONCE:
            return clock.database_now()
        return clock.database_now() + draw_delay(shortest_span() if span is None else span)

    @staticmethod
    def spread_reminders(number: int, span: timedelta) -> list[datetime]:
        """The moments of so many reminders that become due now, each drawn as by `spread`."""
        now = clock.database_now()
        return [now + draw_delay(span) for _each in range(number)] if span else [now] * number

    @property
    def to_address(self) -> str:
        """A member's current primary address; mail about an address, or about the account that it opened, goes to it."""
        return (
            self.address if self.kind in (Kind.ACCOUNT, Kind.JOINED) or not self.member else self.member.email
        )

    @property
    def explanation(self) -> str:
        """Why it was not sent, in the reader's language; or the mail server's own answer."""
        return str(self.get_reason_display()) if self.reason else self.details

    def send_again(self) -> None:
        """Make it due at once, with the number of attempts set back to 0.

        Raises `NotOpen` if it was sent, is being sent, is silent by decision, or its text was deleted.
        """
        postponed = Q(status=self.Status.WAITING) & (Q(attempts__gt=0) | Q(next_at__gt=clock.database_now()))
        unsent = postponed | Q(status__in=[self.Status.FAILED, self.Status.CANCELLED])
        rows = (
            Outbox.objects.filter(unsent, pk=self.pk)
            .exclude(address="")
            .exclude(kind=Kind.ACCOUNT, account_email=None)
        )
        due = {"status": self.Status.WAITING, "next_at": clock.database_now(), "attempts": 0}
        if not rows.update(**due, reason="", details=""):
            raise NotOpen

    @property
    def subject_member(self) -> Member | None:
        """The member whose action the e-mail is about: the author of the message, else the recipient."""
        if self.thread_message:
            return self.thread_message.author
        return self.invitation.recipient if self.invitation else None


class AccountEmail(models.Model):
    """The text of account mail that is not sent yet.

    It holds links that give access to an account, so it is deleted when the outbox row is finished.
    """

    LIFE = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)

    row = models.OneToOneField(
        Outbox, models.CASCADE, primary_key=True, related_name="account_email", verbose_name=_("outbox row")
    )
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField()

    class Meta:
        verbose_name = _("account e-mail")
        verbose_name_plural = _("account e-mails")

    def __str__(self) -> str:
        return f"{self.row}"
