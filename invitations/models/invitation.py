from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.dispatch import Signal
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from invitations import actions, policy, signals
from invitations.errors import NotOpen
from invitations.models.allowance import Allowance
from invitations.models.delivery import Delivery
from invitations.models.event import InvitationEvent
from invitations.models.message import Message
from invitations.models.report import Report
from invitations.models.sending import InvitationManager
from invitations.querysets import pair
from invitations.transitions import transition
from network import clock
from network.common.text import arrow
from network.members.models import Member

Kind = InvitationEvent.Kind


def new_public_id() -> str:
    return get_random_string(16)


class Invitation(models.Model):
    """The sender's half: what both may know. Ignoring and refusing write nothing here."""

    class Status(models.TextChoices):
        OPEN = "open", _("Sent")
        ACCEPTED = "accepted", _("Connected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CLOSED = "closed", _("Closed")
        ENDED = "ended", _("Connection ended")

    class Reason(models.TextChoices):
        COLLEAGUE = "colleague", _("Colleague")
        CLASSMATE = "classmate", _("Classmate")
        BUSINESS = "business", _("Business")
        FRIEND = "friend", _("Friend")
        OTHER = "other", _("Other")

    MOVES = {
        Status.OPEN: {Status.ACCEPTED, Status.WITHDRAWN, Status.CLOSED},
        Status.ACCEPTED: {Status.ENDED},
    }

    public_id = models.CharField(
        _("public id"), max_length=22, unique=True, default=new_public_id, editable=False
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations_sent", verbose_name=_("sender")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient"),
    )
    low = models.BigIntegerField(null=True, blank=True, editable=False)
    high = models.BigIntegerField(null=True, blank=True, editable=False)
    address = models.EmailField(_("typed address"), blank=True)
    note = models.TextField(_("note"), blank=True)
    reason = models.CharField(_("how they know each other"), max_length=10, choices=Reason, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    sent_at = models.DateTimeField(_("sent"))
    last_proposed_at = models.DateTimeField(_("last proposed"))
    follow_ups = models.PositiveSmallIntegerField(_("follow-ups"), default=0)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    news_at = models.DateTimeField(_("heard and not noted yet"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("connection removed by"),
    )

    objects = InvitationManager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index("sender", F("sent_at").desc(), F("id").desc(), name="inv_sent_list"),
            models.Index("low", "high", name="inv_pair"),
            models.Index("last_proposed_at", condition=Q(status="open"), name="inv_closing"),
            models.Index("sender", F("news_at").desc(), condition=Q(news_at__isnull=False), name="inv_news"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["low", "high"],
                condition=Q(status__in=["open", "accepted"]),
                name="inv_one_live_per_pair",
            ),
            models.UniqueConstraint(
                fields=["sender", "address"],
                condition=Q(status="open", recipient=None),
                name="inv_one_open_per_address",
            ),
            models.CheckConstraint(condition=~Q(sender=F("recipient")), name="inv_not_self"),
            models.CheckConstraint(
                condition=Q(recipient=None, low=None, high=None)
                | Q(low__lt=F("high"), low=F("sender"), high=F("recipient"))
                | Q(low__lt=F("high"), low=F("recipient"), high=F("sender")),
                name="inv_pair_ordered",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address="") | Q(status__in=["withdrawn", "closed"]),
                name="inv_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "withdrawn", "closed"]) | Q(accepted_at__isnull=False),
                name="inv_accepted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return arrow(self.sender, self.recipient or self.to)

    def get_absolute_url(self) -> str:
        return reverse("invitations:detail", args=[self.public_id])

    @transition
    def follow_up(self, note: str = "") -> None:
        """Propose again (R22). Raises `NotOpen` before its day or after the last one, and `LimitReached`."""
        allowance = Allowance.objects.lock(self.sender)
        self._lock_and_refresh()
        if not self.may_follow_up:
            raise NotOpen
        allowance.spend()
        self.follow_ups, self.last_proposed_at = self.follow_ups + 1, clock.now()
        self.save(update_fields=["follow_ups", "last_proposed_at"])
        self.record(Kind.FOLLOWED_UP, self.sender)
        delivery = self.request_delivery(
            Delivery.Kind.FOLLOW_UP, self.write(Message.Kind.FOLLOW_UP, self.sender, note)
        )
        signals.invitation_followed_up.send(sender=Invitation, delivery=delivery)

    @transition
    def message(self, text: str) -> None:
        """Answer the recipient's reply. Raises `NotOpen` unless the recipient wrote last."""
        self._lock_and_refresh()
        if not self.may_message:
            raise NotOpen
        self.record(Kind.MESSAGED, self.sender)
        delivery = self.request_delivery(
            Delivery.Kind.MESSAGE, self.write(Message.Kind.MESSAGE, self.sender, text)
        )
        signals.message_sent.send(sender=Invitation, delivery=delivery)

    @transition
    def report_reply(self, reason: str, words: str = "") -> Report:
        """Lay what the recipient wrote before the staff: no strike, nothing moves, and the recipient is not told.

        Raises `NotOpen` where there is no reply, and for the second time.
        """
        self._lock_and_refresh()
        reply = self.newest_reply
        if reply is None or not self.can_report:
            raise NotOpen
        report = Report.objects.file_of_a_reply(reply, reason, words)
        event = self.record(Kind.COMPLAINED, self.sender)
        signals.reply_reported.send(sender=Invitation, event=event)
        return report

    @transition
    def withdraw(self) -> None:
        """Take it back (R29): it vanishes from the recipient's pages and nobody is told (R30). Raises `NotOpen`."""
        self._lock_and_refresh()
        self._close(self.Status.WITHDRAWN)
        self._announce(signals.invitation_withdrawn, Kind.WITHDRAWN, self.sender)

    @transition
    def close(self) -> None:
        """End it by age, or because its recipient has left: the worker's verb. Raises `NotOpen`."""
        self._lock_and_refresh()
        self._close(self.Status.CLOSED)
        self._announce(signals.invitation_closed, Kind.CLOSED, None)

    @transition
    def end(self, by: Member) -> None:
        """The connection that it made was removed. Raises `NotOpen` unless it is accepted."""
        self._lock_and_refresh()
        self.ended_by = by
        self._close(self.Status.ENDED)
        event = self.record(Kind.ENDED, by)
        signals.invitation_ended.send(sender=Invitation, event=event)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_live(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.ACCEPTED)

    @property
    def to(self) -> str:
        """Whom the sender wrote to: the name where it is known to the sender, else the address while it is kept."""
        if self.recipient:
            return self.recipient.display_name
        return self.address or gettext("Somebody, by e-mail")

    @property
    def follow_up_from(self) -> datetime | None:
        """When the calendar allows the next follow-up; none where all are used or it has ended."""
        if not self.is_open or self.follow_ups >= policy.FOLLOW_UPS:
            return None
        return self.last_proposed_at + timedelta(days=policy.FOLLOW_UP_DAYS)

    @property
    def may_follow_up(self) -> bool:
        return self.follow_up_from is not None and self.follow_up_from <= clock.now()

    @property
    def may_message(self) -> bool:
        """One message after each of the recipient's, never first."""
        last = self.messages.in_turn().last()
        return self.is_open and last is not None and last.author_id != self.sender_id

    @property
    def newest_reply(self) -> Message | None:
        """The recipient's last words that still stand."""
        replies = self.messages.filter(kind=Message.Kind.REPLY).exclude(text="")
        return replies.select_related("author", "invitation__sender").last()

    @property
    def can_report(self) -> bool:
        """The sender reports what was replied once."""
        return not Report.objects.of(self.sender).filter(invitation=self).exists()

    def actions_for(self, member: Member) -> list[actions.Action]:
        return actions.sender_actions(self) if member.pk == self.sender_id else []

    def write(self, kind: str, author: Member, text: str, nonce: str = "") -> Message:
        """Add to the thread of a locked invitation. A reply is news to the sender, until they write back."""
        if kind in (Message.Kind.REPLY, Message.Kind.MESSAGE):
            self.news_at = clock.now() if kind == Message.Kind.REPLY else None
            self.save(update_fields=["news_at"])
        number = self.messages.count() + 1
        return self.messages.create(
            number=number, kind=kind, author=author, text=text, nonce=nonce, at=clock.now()
        )

    def mark_accepted(self, member: Member) -> None:
        """On a locked row: whom a typed address belonged to is known from now on, and it is news to the sender."""
        self._move(self.Status.ACCEPTED)
        self.recipient, self.accepted_at, self.news_at = member, clock.now(), clock.now()
        self.low, self.high = pair(self.sender, member).values()
        self.save(update_fields=["status", "recipient", "low", "high", "accepted_at", "news_at"])

    def close_other_ways_to(self, member: Member) -> None:
        """Before a row sent by e-mail is accepted: the pair's plain row, in either direction, closes first."""
        if not self.address:  # not `recipient`: a try that lost a race has set it on this object
            return
        plain = Invitation.objects.between(self.sender, member).open()
        rows = Invitation.objects.lock(self.pk, *plain.values_list("pk", flat=True))
        for row in rows.values():
            if row.pk != self.pk and row.is_open:
                row.close()

    def _lock_and_refresh(self) -> None:
        fresh = Invitation.objects.lock(self.pk)[self.pk]
        vars(self).update(vars(fresh))

    def _move(self, to: Invitation.Status) -> None:
        if to not in self.MOVES.get(self.Status(self.status), set()):
            raise NotOpen
        self.status = to

    def _close(self, to: Invitation.Status) -> None:
        self._move(to)
        self.closed_at, self.news_at = clock.now(), None
        self.save(update_fields=["status", "closed_at", "ended_by", "news_at"])

    def record(self, kind: str, actor: Member | None, reason: str = "") -> InvitationEvent:
        """Append to the history what happened, and who did it (nobody: the worker)."""
        return InvitationEvent.objects.create(
            invitation=self, kind=kind, actor=actor, reason=reason, at=clock.now()
        )

    def request_delivery(self, kind: str, message: Message | None = None) -> Delivery:
        """Leave it to the worker to bring this to the recipient, or to take it back."""
        return Delivery.objects.create(invitation=self, kind=kind, message=message, asked_at=clock.now())

    def _announce(self, signal: Signal, kind: str, actor: Member | None) -> None:
        event = self.record(kind, actor)
        signal.send(sender=Invitation, event=event, delivery=self.request_delivery(Delivery.Kind.ENDING))
