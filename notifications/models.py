from __future__ import annotations

from datetime import timedelta
from email.message import Message as MimeMessage
from email.parser import Parser
from email.policy import default as mime_policy

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations.errors import NotOpen
from invitations.models import Invitation, Message
from network import clock
from network.members.models import Member
from notifications.suppressions import AddressVerification as AddressVerification
from notifications.suppressions import Suppression as Suppression


class Kind(models.TextChoices):
    """Every e-mail of ours; the last ones are never sent, by rule, and stand in the ledger only."""

    INVITATION = "invitation", _("Invitation")
    FOLLOW_UP = "follow_up", _("Follow-up")
    REMINDER = "reminder", _("Reminder")
    JOIN = "join", _("Invitation to join")
    JOIN_REMINDER = "join_reminder", _("Reminder to join")
    MESSAGE = "message", _("Message of the sender")
    ACCEPTED = "accepted", _("Accepted")
    REPLY = "reply", pgettext_lazy("e-mail", "Reply")
    RESTRICTED = "restricted", _("Account limited")
    LIFTED = "lifted", _("Limit lifted")
    ACCOUNT = "account", _("Account mail")
    EXPORT_READY = "export_ready", _("Copy of one's own")
    IGNORED = "ignored", _("Ignored")
    RESTORED = "restored", _("Moved back")
    REFUSED = "refused", _("“I don't know”")
    TAKEN_BACK = "taken_back", _("Taken back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    ENDED = "ended", _("Connection removed")
    REPORTED = "reported", _("Reported")
    COMPLAINED = "complained", _("Reply reported")
    BLOCKED = "blocked", _("Blocked")
    UNBLOCKED = "unblocked", _("Unblocked")


TO_A_NEWCOMER = {Kind.JOIN, Kind.JOIN_REMINDER}
TO_THE_SENDER = {Kind.ACCEPTED, Kind.REPLY}
TO_THE_RECIPIENT = {Kind.INVITATION, Kind.FOLLOW_UP, Kind.REMINDER, Kind.MESSAGE}


class OutboxQuerySet(QuerySet["Outbox"]):
    def due(self) -> OutboxQuerySet:
        """Waiting and not put off; or taken by a worker whose lease has run out."""
        return self.filter(
            status__in=[Outbox.Status.WAITING, Outbox.Status.SENDING], next_at__lte=clock.real_now()
        ).order_by("pk")

    def next_in_line(self, most: int) -> list[int]:
        """The keys of what is due, account mail before all else: somebody sits there and waits for it."""
        due = self.due().values_list("pk", flat=True)
        return list(due.filter(kind=Kind.ACCOUNT)[:most] or due[:most])


class Outbox(models.Model):
    """One e-mail that is to leave, has left, or by decision never will (the silence ledger).

    Written in the transaction of its cause, with a key that makes it once only. `next_at` is real time: the next
    attempt, or the end of the worker's lease.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        SILENT = "silent", _("not sent, by decision")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    LEASE = timedelta(minutes=5)  # longer than one e-mail takes at worst: a dozen steps of EMAIL_TIMEOUT each
    TRIES = 16  # one, two, four … minutes, then a day apart: five days and a half
    PAUSE = timedelta(minutes=1)  # while there is no server to speak to

    key = models.CharField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, null=True, blank=True, related_name="outbox", verbose_name=_("invitation")
    )
    said = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="+")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("not before"), null=True, blank=True, default=clock.real_now)
    created_at = models.DateTimeField(_("written"), default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
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

    @property
    def to_address(self) -> str:
        """A member's primary address of the day; mail about the account goes to the address that it is about."""
        return self.member.email if self.member and self.kind != Kind.ACCOUNT else self.address

    def send_again(self) -> None:
        """Due at once, with all tries before it.

        Raises `NotOpen` for one that has left, is leaving, is silent by decision or has lost its words.
        """
        put_off = Q(status=self.Status.WAITING) & (Q(attempts__gt=0) | Q(next_at__gt=clock.real_now()))
        stuck = put_off | Q(status__in=[self.Status.FAILED, self.Status.CANCELLED])
        rows = (
            Outbox.objects.filter(stuck, pk=self.pk)
            .exclude(address="")
            .exclude(kind=Kind.ACCOUNT, account_email=None)
        )
        if not rows.update(status=self.Status.WAITING, next_at=clock.real_now(), attempts=0, reason=""):
            raise NotOpen

    @property
    def subject_member(self) -> Member | None:
        """Whose doing a sender is told of: who wrote or, without words, who accepted."""
        return self.said.author if self.said else self.invitation.recipient if self.invitation else None


class AccountEmail(models.Model):
    """The words of account mail that has not left. They hold keys to an account, so they go when the row is finished."""

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


class EmailPreferences(models.Model):
    """Which e-mails a member wants. They stop e-mails, never the inbox (R09)."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    invitations = models.BooleanField(_("Invitations and follow-ups"), default=True)
    reminders = models.BooleanField(_("Reminders of invitations that wait"), default=True)
    acceptances = models.BooleanField(_("Somebody accepted my invitation"), default=True)
    replies = models.BooleanField(_("Replies and messages"), default=True)
    none = models.BooleanField(_("No e-mail at all but account mail"), default=False)

    class Meta:
        verbose_name = _("e-mail preferences")
        verbose_name_plural = _("e-mail preferences")

    FIELD_OF = {
        Kind.INVITATION: "invitations",
        Kind.FOLLOW_UP: "invitations",
        Kind.REMINDER: "reminders",
        Kind.ACCEPTED: "acceptances",
        Kind.REPLY: "replies",
        Kind.MESSAGE: "replies",
    }

    def __str__(self) -> str:
        return f"{self.member}"

    def label_of(self, switch: str) -> str:
        """What a switch is called on the preferences page."""
        field = self._meta.get_field(switch)
        return str(getattr(field, "verbose_name", switch))

    def wants(self, kind: str) -> bool:
        """Whether the member wants this kind of e-mail; account mail has no switch."""
        field = self.FIELD_OF.get(Kind(kind))
        return field is None or (getattr(self, field) and not self.none)


class CapturedEmailQuerySet(QuerySet["CapturedEmail"]):
    def of(self, member: Member) -> CapturedEmailQuerySet:
        """The one door: mail to this member's own verified addresses."""
        return self.filter(to__in=member.addresses())


class CapturedEmail(models.Model):
    """A complete message that the capturing backend kept instead of sending it: one row a recipient."""

    public_id = models.CharField(max_length=32, unique=True, editable=False)
    to = models.EmailField(_("to"), db_index=True)
    subject = models.CharField(_("subject"), max_length=400, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    raw = models.TextField(_("source"))
    message_id = models.CharField("Message-ID", max_length=200, blank=True, db_index=True)
    sent_at = models.DateTimeField(_("sent"))

    objects = CapturedEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("captured e-mail")
        verbose_name_plural = _("captured e-mails")
        indexes = [models.Index("to", F("sent_at").desc(), F("public_id").desc(), name="captured_mailbox")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("notifications:message", args=[self.public_id])

    def headers(self) -> list[tuple[str, str]]:
        """The message's headers in their order, decoded."""
        parsed: MimeMessage = Parser(policy=mime_policy).parsestr(self.raw, headersonly=True)
        return [(name, str(value).strip()) for name, value in parsed.items()]

    @staticmethod
    def derive_public_id(message_id: str, to: str, nth: int) -> str:
        """An address that tells nothing, not even how much mail went to others."""
        words = f"{message_id} {to} {nth}"
        return salted_hmac("notifications.captured", words, settings.HASH_KEY).hexdigest()[:24]
