from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from invitations import actions, policy, signals
from invitations.errors import LimitReached, NotOpen
from invitations.models.event import InvitationEvent
from invitations.models.message import Message
from invitations.models.refusal import Refusal
from invitations.models.report import Report
from invitations.querysets import ReceptionQuerySet, pair
from invitations.transitions import transition
from network import clock
from network.common.text import arrow
from network.members.models import Connection, Member

if TYPE_CHECKING:
    from invitations.models.invitation import Invitation

Kind = InvitationEvent.Kind


class Reception(models.Model):
    """The recipient's half: only the recipient, the worker and staff ever read it.

    One live row a pair, whatever the number of invitations that the sender has out to this member: `invitation` is
    the one that carries it. `note` is what the sender wrote last, `last_asked_at` when.
    """

    class Place(models.TextChoices):
        INBOX = "inbox", _("inbox")
        ARCHIVE = "archive", _("archive")

    invitation = models.OneToOneField("invitations.Invitation", models.CASCADE, related_name="reception")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="receptions", verbose_name=_("recipient")
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sender")
    )
    low = models.BigIntegerField(editable=False)
    high = models.BigIntegerField(editable=False)
    place = models.CharField(_("place"), max_length=8, choices=Place, default=Place.INBOX)
    note = models.TextField(_("note"), blank=True)
    delivered_at = models.DateTimeField(_("first delivered"))
    arrived_at = models.DateTimeField(_("last brought"))
    last_asked_at = models.DateTimeField(_("last asked for"))
    redeliveries = models.PositiveSmallIntegerField(_("brought again"), default=0)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    next_reminder_at = models.DateTimeField(_("next reminder"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders"), default=0)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        indexes = [
            models.Index(
                "member", "place", F("arrived_at").desc(), condition=Q(ended_at=None), name="reception_shelf"
            ),
            models.Index(
                "next_reminder_at", condition=Q(next_reminder_at__isnull=False), name="reception_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["low", "high"], condition=Q(ended_at=None), name="reception_one_live_per_pair"
            ),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="reception_pair_ordered"),
            models.CheckConstraint(
                condition=Q(refused_at=None) | Q(place="archive"), name="reception_refused_only_in_archive"
            ),
        ]

    def __str__(self) -> str:
        return arrow(self.sender, self.member)

    @classmethod
    def standing_between(cls, a: Member, b: Member) -> Reception | None:
        """The one that has not ended, in either direction: the worker's question."""
        rows = cls.objects.filter(ended_at=None, **pair(a, b))
        return rows.select_related("member", "sender", "invitation").first()

    @classmethod
    def receive(
        cls, invitation: Invitation, member: Member, asked_at: datetime, note: str, **fields: Any
    ) -> Reception:
        """A new row in the inbox. Raises `IntegrityError` where the pair has a live one."""
        now = clock.now()
        first = policy.REMINDER_DAYS[:1]
        return cls.objects.create(
            invitation=invitation, member=member, sender=invitation.sender, note=note,
            delivered_at=now, arrived_at=now, last_asked_at=asked_at,
            next_reminder_at=now + timedelta(days=first[0]) if first else None,
            **pair(invitation.sender, member), **fields,
        )  # fmt: skip

    @transition
    def accept(self) -> None:
        """Connect the two, from now on (R11, R12). Raises `NotOpen` if the invitation has ended."""
        self.invitation.close_other_ways_to(self.member)
        self._lock_and_refresh()
        self.connect()

    @transition
    def reply(self, text: str, nonce: str = "") -> Message:
        """Write to the sender; the invitation stays as it is (R16–R18). The same nonce twice is one message.

        Raises `NotOpen` if the invitation has ended or is refused, and `LimitReached` where it had enough for a day.
        """
        self._lock_and_refresh()
        if not self.can_reply:
            raise NotOpen
        thread = self.invitation.messages
        if nonce and (said := thread.filter(author=self.member, nonce=nonce).first()):
            return said
        replies = thread.filter(kind=Message.Kind.REPLY, at__gt=clock.now() - policy.DAY)
        if replies.count() >= policy.REPLIES_A_DAY:
            raise LimitReached
        message = self.invitation.write(Message.Kind.REPLY, self.member, text, nonce)
        self._write(replied_at=clock.now(), next_reminder_at=None)
        self._record(Kind.REPLIED)
        signals.invitation_replied.send(sender=Reception, message=message)
        return message

    @transition
    def ignore(self) -> None:
        """Into the archive; the sender is not told (R20, R21). Raises `NotOpen` unless it is in the inbox."""
        self._lock_and_refresh(self.Place.INBOX)
        self._write(place=self.Place.ARCHIVE, archived_at=clock.now(), next_reminder_at=None)
        self._announce(signals.invitation_ignored, Kind.IGNORED)

    @transition
    def restore(self) -> None:
        """Back to the inbox. Raises `NotOpen` unless it is archived and not refused."""
        self._lock_and_refresh(self.Place.ARCHIVE)
        if self.refused_at:
            raise NotOpen
        self._write(place=self.Place.INBOX, archived_at=None)
        self._announce(signals.invitation_restored, Kind.RESTORED)

    @transition
    def say_unknown(self) -> None:
        """“I don't know Anna”: refuse, silently and for good (R23–R25). Raises `NotOpen` unless it was ignored."""
        self._lock_and_refresh(self.Place.ARCHIVE)
        if self.refused_at:
            raise NotOpen
        now = clock.now()
        self._write(refused_at=now)
        Refusal.objects.create(refuser=self.member, refused=self.sender, at=now)
        self._announce(signals.invitation_refused, Kind.REFUSED)

    @transition
    def take_back_unknown(self) -> None:
        """Within ten minutes, as if it had not been said. Raises `NotOpen` later."""
        self._lock_and_refresh(self.Place.ARCHIVE)
        if not self.can_take_back:
            raise NotOpen
        self.forget_refusal(self.member)

    @transition
    def report(self, reason: str, words: str = "") -> Report:
        """Refuse, for good, and lay it before the staff; the sender is not told. Raises `NotOpen` for the second time."""
        self._lock_and_refresh()
        if self.reported_at:
            raise NotOpen
        now = clock.now()
        if not self.refused_at:
            Refusal.objects.create(refuser=self.member, refused=self.sender, at=now)
        self._write(
            place=self.Place.ARCHIVE, archived_at=self.archived_at or now, next_reminder_at=None,
            refused_at=self.refused_at or now, reported_at=now,
        )  # fmt: skip
        report = Report.objects.file(self, reason, words)
        self._announce(signals.invitation_reported, Kind.REPORTED)
        return report

    @property
    def is_waiting(self) -> bool:
        """In the inbox, unanswered, of an invitation that is open: the only state that is reminded of."""
        return self.place == self.Place.INBOX and self.replied_at is None and self.is_live

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.invitation.is_open

    @property
    def can_reply(self) -> bool:
        return self.is_live and self.refused_at is None

    @property
    def can_report(self) -> bool:
        return self.is_live and self.reported_at is None

    @property
    def can_take_back(self) -> bool:
        limit = timedelta(minutes=policy.TAKE_BACK_MINUTES)
        return self.refused_at is not None and not self.reported_at and clock.now() <= self.refused_at + limit

    def actions_for(self, member: Member) -> list[actions.Action]:
        return actions.recipient_actions(self) if member.pk == self.member_id else []

    def connect(self) -> None:
        """The consequence of accepting, on a locked invitation: state, connection, event, announcement (R01)."""
        if self.refused_at:
            self.void_refusal()
        self.invitation.mark_accepted(self.member)
        Connection.objects.connect(self.invitation.sender, self.member)
        event = self._record(Kind.ACCEPTED)
        signals.invitation_accepted.send(sender=Reception, invitation=self.invitation, event=event)

    def redeliver(self, note: str, asked_at: datetime) -> bool:
        """To the top of the inbox (R22), out of the archive or from what a block had ended.

        False where the limits of a follow-up forbid it.
        """
        too_early = asked_at < self.last_asked_at + timedelta(days=policy.FOLLOW_UP_DAYS)
        if too_early or self.redeliveries >= policy.FOLLOW_UPS:
            return False
        self._write(
            place=self.Place.INBOX, archived_at=None, refused_at=None, ended_at=None,
            arrived_at=clock.now(), last_asked_at=asked_at,
            redeliveries=self.redeliveries + 1, note=note or self.note,
        )  # fmt: skip
        return True

    def reassign(self, invitation: Invitation) -> None:
        """Another open invitation of the same sender carries it from now on, with its own words (R30)."""
        self._write(invitation=invitation, note=invitation.note)

    def end(self) -> None:
        self._write(ended_at=clock.now(), next_reminder_at=None)

    def end_by_block(self, blocker: Member) -> None:
        """The consequence of a block, on a locked invitation."""
        self.end()
        self._record(Kind.BLOCKED, blocker)

    def forget_refusal(self, by: Member) -> None:
        """The consequence of taking it back, on a locked invitation: by the recipient or by the staff."""
        self.void_refusal()
        self._announce(signals.refusal_taken_back, Kind.TAKEN_BACK, by)

    def void_refusal(self) -> None:
        Refusal.objects.of(self.member).against(self.sender).void()
        self._write(refused_at=None)

    def _lock_and_refresh(self, place: str = "") -> None:
        """Lock the invitation, then this row, and see both as they are now. Raises `NotOpen`."""
        here = Reception.objects.of(self.member).live().filter(pk=self.pk)
        fresh = here.select_related("invitation__sender").select_for_update(of=("invitation", "self")).first()
        if fresh is None or (place and fresh.place != place):
            raise NotOpen
        fresh.member, fresh.sender = self.member, fresh.invitation.sender
        vars(self).update(vars(fresh))

    def _write(self, **values: Any) -> None:
        Reception.objects.of(self.member).filter(pk=self.pk).update(**values)
        vars(self).update(values)

    def _record(self, kind: str, by: Member | None = None) -> InvitationEvent:
        return InvitationEvent.objects.create(
            invitation=self.invitation, kind=kind, actor=by or self.member, at=clock.now()
        )

    def _announce(self, signal: Signal, kind: str, by: Member | None = None) -> None:
        signal.send(sender=Reception, event=self._record(kind, by))
