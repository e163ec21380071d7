from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invitations import actions, lifecycle, policy, receipts, signals
from invitations.choices import CancelReason
from invitations.errors import LimitReached, NotOpen
from invitations.lifecycle import RECIPIENT_MOVES, ReceptionState, Status
from invitations.models.delivery import Delivery
from invitations.models.event import InvitationEvent
from invitations.models.message import Entry, Message, transcript
from invitations.models.pair import pair_columns
from invitations.models.refusal import Refusal
from invitations.models.report import Report
from invitations.models.statements import lock_live_reception, lock_live_reception_by_name
from invitations.transitions import transition
from network import clock
from network.common.prepared.writing import together
from network.common.replica import pin_after_commit
from network.common.search_columns import SearchColumn
from network.common.text import arrow, searchable
from network.members.models import MEMBER_CARD_FIELDS, Member
from network.members.models.connection import connect

if TYPE_CHECKING:
    from invitations.models.invitation import Invitation

Kind = InvitationEvent.Kind


class ReceptionQuerySet(models.QuerySet["Reception"]):
    STANDING = Q(ended_at=None, invitation__status=Status.OPEN)

    def of(self, member: Member) -> ReceptionQuerySet:
        """What this member has received: the only access to receptions from a request."""
        return self.filter(member=member)

    def standing(self) -> ReceptionQuerySet:
        """Not ended, and the invitation is open."""
        return self.filter(self.STANDING)

    def live(self) -> ReceptionQuerySet:
        """Standing, and the sender's account is active."""
        return self.standing().filter(sender__is_active=True)

    def shown(self) -> ReceptionQuerySet:
        """What stands on the recipient's pages: live, or accepted."""
        return self.filter(
            (self.STANDING & Q(sender__is_active=True)) | Q(invitation__status=Status.ACCEPTED)
        )

    def reportable(self, since: datetime) -> ReceptionQuerySet:
        """Live, or ended after this moment, `policy.reportable_since`: by its sender, by age, or by a block."""
        closed = Q(invitation__status__in=[Status.WITHDRAWN, Status.CLOSED], invitation__closed_at__gt=since)
        closed &= Q(ended_at=None) | Q(
            ended_at__gt=since
        )  # a block may have ended it long before it was closed
        blocked = Q(invitation__status=Status.OPEN, ended_at__gt=since)
        live = self.STANDING & Q(sender__is_active=True)
        return self.filter(live | ((closed | blocked) & Q(sender__left_at=None)))

    def news(self) -> ReceptionQuerySet:
        """In the inbox, answered by the sender, and not acknowledged by the recipient yet."""
        return self.in_inbox().filter(news_at__isnull=False)

    def acknowledge(self, until: datetime) -> int:
        """The recipient has seen all news up to this moment. Returns how many rows were changed."""
        return self.filter(news_at__lte=until).update(news_at=None)

    def newest(self, limit: int, news_limit: int) -> ReceptionQuerySet:
        """Of the inbox, those delivered last and those with the latest news, in no order: see `sort_newest`."""
        inbox = self.in_inbox().order_by("-last_delivered_at", "-invitation_id").values("pk")[:limit]
        with_news = self.news().order_by("-news_at", "-pk").values("pk")[:news_limit]
        return self.filter(pk__in=inbox).union(self.filter(pk__in=with_news))

    @staticmethod
    def sort_newest(rows: list[Reception], limit: int) -> tuple[list[Reception], list[Reception]]:
        """Two lists from the rows of `newest`: those delivered last, and those with the latest news."""
        found = sorted(rows, key=lambda row: (row.last_delivered_at, row.invitation_id), reverse=True)
        news = [row for row in found if row.news_at]
        return found[:limit], sorted(news, key=lambda row: row.news_at or row.delivered_at, reverse=True)

    def in_inbox(self) -> ReceptionQuerySet:
        return self.live().filter(place=Reception.Place.INBOX)

    def in_archive(self) -> ReceptionQuerySet:
        return self.live().filter(place=Reception.Place.ARCHIVE)

    def from_(self, sender: Member) -> ReceptionQuerySet:
        return self.filter(sender=sender)

    def with_newest_message(self, member: Member) -> ReceptionQuerySet:
        """With `newest`: the newest message that the member may read; None or a list of columns."""
        thread = Message.objects.filter(invitation=OuterRef("invitation")).shown_to_recipient(member)
        return self.annotate(newest=thread.newest_of_each(1))

    def locked_with_invitation(self) -> ReceptionQuerySet:
        """Lock the invitation and this row; with the sender."""
        return self.select_related("invitation__sender").select_for_update(of=("invitation", "self"))

    @transition
    def accept_by_name(self, member: Member, public_id: str) -> Reception | None:
        """Accept the member's reception of this invitation without reading it first; returns it.

        None, and nothing is done, unless it is live and its sender chose the member, not an address: that one is locked
        with others of the pair, see `close_other_invitations_to`.
        """
        found: list[Reception] = lock_live_reception_by_name(member=member.pk, public_id=public_id)
        for reception in found:
            pin_after_commit(member.pk)
            reception.member, reception.sender = member, reception.invitation.sender
            reception.connect()
            return reception
        return None

    def with_people(self) -> ReceptionQuerySet:
        return self.select_related("invitation", "sender")

    def for_cards(self) -> ReceptionQuerySet:
        """With invitation and sender, but only the columns that a card or a short row shows."""
        return self.with_people().only(
            "member", "place", "note", "delivered_at", "last_delivered_at", "archived_at", "refused_at",
            "replied_at", "news_at", "reported_at", "ended_at", "invitation__public_id", "invitation__sender",
            "invitation__recipient", "invitation__reason", "invitation__status", "invitation__accepted_at",
            *(f"sender__{column}" for column in MEMBER_CARD_FIELDS),
        )  # fmt: skip


class Reception(models.Model):
    """The recipient's half: only the recipient, the worker and staff ever read it.

    There is one live row for each pair, even if several invitations of the sender to this member are open:
    `invitation` is the currently active one. `note` is the sender's latest note, `last_requested_at` its time. States and
    legal verbs: `lifecycle.py`. `answered_at` is when the sender wrote the answer to the last reply, once it is delivered, `news_at` the same
    until the recipient acknowledges it. The days of reminders are counted from `reminders_from`; if it is empty, there are none.
    """

    Place = lifecycle.Place

    invitation = models.OneToOneField("invitations.Invitation", models.CASCADE, related_name="reception")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="receptions", verbose_name=_("recipient")
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sender")
    )
    low = models.BigIntegerField(editable=False)
    high = models.BigIntegerField(editable=False)
    place = models.CharField(
        pgettext_lazy("inbox or archive", "place"),
        max_length=32,
        choices=Place.get_choices,
        default=Place.INBOX,
    )
    note = models.TextField(_("note"), blank=True)
    search_text = SearchColumn(of=("note",), editable=False, default="")
    delivered_at = models.DateTimeField(_("first delivered"))
    last_delivered_at = models.DateTimeField(_("last delivered"))
    last_requested_at = models.DateTimeField(_("last requested"))
    redeliveries = models.PositiveSmallIntegerField(_("delivered again"), default=0)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered by the sender"), null=True, blank=True)
    news_at = models.DateTimeField(_("answered, not dismissed"), null=True, blank=True)
    reminders_from = models.DateTimeField(_("reminders counted from"), null=True, blank=True)
    next_reminder_at = models.DateTimeField(_("next reminder"), null=True, blank=True)
    reported_at = models.DateTimeField(pgettext_lazy("when", "reported"), null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminders_stopped = models.BooleanField(_("no more reminders"), default=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        indexes = [
            models.Index(
                "member",
                "place",
                F("last_delivered_at").desc(),
                F("invitation").desc(),
                condition=Q(ended_at=None),
                name="reception_list",
            ),
            models.Index(
                "member",
                F("archived_at").desc(),
                F("invitation").desc(),
                condition=Q(ended_at=None, place="archive"),
                name="reception_archive",
            ),
            models.Index(
                "next_reminder_at", condition=Q(next_reminder_at__isnull=False), name="reception_due"
            ),
            models.Index(
                "member", F("news_at").desc(), condition=Q(news_at__isnull=False), name="reception_news"
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
        """The pair's reception that has not ended, in either direction, or None. For the worker."""
        rows = cls.objects.filter(ended_at=None, **pair_columns(a, b))
        return rows.select_related("member", "sender", "invitation").first()

    @classmethod
    def receive(
        cls,
        invitation: Invitation,
        member: Member,
        requested_at: datetime,
        note: str,
        save: bool = True,
        **fields: Any,
    ) -> Reception:
        """Create a row in the inbox, or only prepare one. Raises `IntegrityError` if the pair has one that has not ended."""
        now = clock.now()
        reception = cls(
            invitation=invitation, member=member, sender=invitation.sender, note=note,
            delivered_at=now, last_delivered_at=now, last_requested_at=requested_at,
            reminders_from=now, next_reminder_at=policy.next_reminder(now, now),
            **pair_columns(invitation.sender, member), **fields,
        )  # fmt: skip
        if save:
            reception.save(force_insert=True)
        return reception

    @transition
    def accept(self) -> None:
        """Connect the two (R11, R12). Raises `NotOpen` if the invitation has ended."""
        self.invitation.close_other_invitations_to(self.member)
        self._lock_and_refresh("accept")
        self.connect()

    @transition
    def reply(self, text: str, nonce: str = "") -> Message:
        """Write to the sender; the invitation stays open (R16–R18). A second call with the same nonce writes nothing.

        Raises `NotOpen` if the invitation has ended or is refused, and `LimitReached` after `REPLIES_A_DAY` replies.
        """
        self._lock_and_refresh("reply")
        thread = self.invitation.messages
        if nonce and (duplicate := thread.filter(nonce=nonce).first()):
            return duplicate
        replies = thread.filter(kind=Message.Kind.REPLY, at__gt=clock.now() - policy.DAY)
        if replies.count() >= policy.current().replies_a_day:
            raise LimitReached("replies_a_day", self.member_id)
        message = self.invitation.write(Message.Kind.REPLY, self.member, text, nonce)
        self._write(replied_at=clock.now(), answered_at=None, news_at=None, reminders_stopped=True)
        self._record(Kind.REPLIED)
        signals.invitation_replied.send(sender=Reception, message=message)
        return message

    @transition
    def ignore(self) -> None:
        """Move to the archive; the sender is not told (R20, R21). Raises `NotOpen` unless it is in the inbox."""
        self._transition("ignore")
        self._announce(signals.invitation_ignored, Kind.IGNORED)

    @transition
    def restore(self) -> None:
        """Move back to the inbox. Raises `NotOpen` unless it is archived and not refused."""
        self._transition("restore")
        self._announce(signals.invitation_restored, Kind.RESTORED)

    @transition
    def say_unknown(self) -> None:
        """“I don't know …”: refuse the sender for good; the sender is not told (R23–R25). Raises `NotOpen` unless ignored."""
        self._transition("say_unknown")
        self._refuse()
        self._announce(signals.invitation_refused, Kind.REFUSED)

    @transition
    def take_back_unknown(self) -> None:
        """Undo `say_unknown`. Raises `NotOpen` after `TAKE_BACK_MINUTES`."""
        self._lock_and_refresh("take_back_unknown")
        if not self.can_take_back:
            raise NotOpen
        self.forget_refusal(self.member)

    @transition
    def report(self, reason: str, comment: str = "") -> Report:
        """Refuse for good and report to staff; the sender is not told.

        Raises `NotOpen` if it was reported before, ended too long ago, or ended while another one of the sender is live:
        that one is reported instead.
        """
        self._lock_and_refresh("report")
        another = not self.is_live and Reception.objects.of(self.member).live().from_(self.sender).exists()
        if self.reported_at or another:
            raise NotOpen
        self._refuse()
        self._enter(ReceptionState.REFUSED, reported_at=clock.now())
        report = Report.objects.file(self.invitation, self.member, reason, comment, self._transcript())
        self._announce(signals.invitation_reported, Kind.REPORTED)
        return report

    @property
    def state(self) -> ReceptionState:
        if self.invitation.status in (Status.ACCEPTED, Status.ENDED):
            return ReceptionState.ACCEPTED
        if not self.is_live:
            return ReceptionState.ENDED
        return ReceptionState.REFUSED if self.refused_at else ReceptionState(self.place)

    @property
    def receipt(self) -> receipts.Receipt:
        """What the sender was told of it."""
        return receipts.receipt_of(self)

    @property
    def legal_verbs(self) -> list[str]:
        """The recipient's legal verbs in the order of their buttons; time limits are not checked."""
        return list(RECIPIENT_MOVES.get(self.state, {}))

    @property
    def no_reminder_reason(self) -> CancelReason | None:
        """Why a reminder that is due is not sent; None if it is. Neither restoring nor a follow-up restarts them."""
        if self.ended_at:
            return CancelReason.BLOCKED
        if self.refused_at:
            return CancelReason.REFUSED
        if self.place == self.Place.INBOX and self.replied_at:
            return CancelReason.ANSWERED
        return CancelReason.IGNORED if self.reminders_stopped else None

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.invitation.is_open

    @property
    def can_reply(self) -> bool:
        return "reply" in self.legal_verbs

    @property
    def can_report(self) -> bool:
        return not self.reported_at and self.is_reportable

    @property
    def is_reportable(self) -> bool:
        """Whether it is in time for a report, made before or not."""
        if "report" not in self.legal_verbs:
            return False
        return (
            self.is_live
            or Reception.objects.of(self.member)
            .reportable(policy.reportable_since(clock.now()))
            .filter(pk=self.pk)
            .exists()
        )

    @property
    def can_take_back(self) -> bool:
        limit = timedelta(minutes=policy.current().take_back_minutes)
        return self.refused_at is not None and not self.reported_at and clock.now() <= self.refused_at + limit

    def actions_for(self, member: Member) -> list[actions.Action]:
        return actions.recipient_actions(self) if member.pk == self.member_id else []

    def connect(self) -> None:
        """Accept a locked invitation: set the status, connect the two, record the event, send the signal (R01)."""
        if self.refused_at:
            self.void_refusal()
        if self.news_at:
            self._write(news_at=None)
        with together():
            now = clock.now()
            self.invitation.mark_accepted(self.member, now)
            connect(self.invitation.sender, self.member, now)
            if self.invitation.address:
                self.invitation.request_delivery(Delivery.Kind.ACCEPTANCE, at=now)
            event = self._record(Kind.ACCEPTED, at=now)
        signals.invitation_accepted.send(sender=Reception, invitation=self.invitation, event=event)

    def redeliver(self, note: str, requested_at: datetime) -> bool:
        """Move to the top of the inbox (R22), from the archive or after a block has ended it.

        Returns False if the limits of follow-ups forbid it.
        """
        too_early = requested_at < policy.follow_up_from(self.last_requested_at, self.sender.time_zone)
        if too_early or self.redeliveries >= policy.current().follow_ups:
            return False
        self._enter(
            ReceptionState.INBOX, ended_at=None, last_delivered_at=clock.now(), last_requested_at=requested_at,
            redeliveries=self.redeliveries + 1, **self._note_columns(note or self.note),
        )  # fmt: skip
        return True

    def count_reminders_from(self, start: datetime | None) -> None:
        """Count the days of reminders from this time; with None there are none."""
        self._write(reminders_from=start, next_reminder_at=policy.next_reminder(start, clock.now()))

    def reassign(self, invitation: Invitation) -> None:
        """Reassign the reception to another open invitation of the same sender, with its note (R30)."""
        self._write(invitation=invitation, **self._note_columns(invitation.note))

    def end(self) -> None:
        self._write(ended_at=clock.now(), news_at=None, next_reminder_at=None)

    def receive_answer(self, at: datetime) -> None:
        """The sender has answered the reply at this time. In the archive it is only shown: it is no news.

        Not the worker's time: with the time of the message it would tell how long the decision took.
        """
        self._write(answered_at=at, news_at=at if self.place == self.Place.INBOX else None)

    def end_by_block(self, blocker: Member) -> None:
        """End it because of a block, on a locked invitation. The reminders that would be due are in the silence ledger."""
        self._write(ended_at=clock.now(), news_at=None, reminders_stopped=True)
        self._record(Kind.BLOCKED, blocker)

    def forget_refusal(self, by: Member) -> None:
        """Undo a refusal, on a locked invitation. `by` is the recipient or a member of staff."""
        self.void_refusal()
        self._announce(signals.refusal_taken_back, Kind.TAKEN_BACK, by)

    def void_refusal(self) -> None:
        Refusal.objects.of(self.member).against(self.sender).void()
        self._write(refused_at=None)

    def _refuse(self) -> None:
        """Refuse the sender, unless a refusal stands already, for example because of an invitation that has ended."""
        if not Refusal.objects.of(self.member).against(self.sender).standing().exists():
            Refusal.objects.create(refuser=self.member, refused=self.sender, at=clock.now())

    def _transition(self, verb: str) -> None:
        """Lock both halves and enter the state that the verb leads to. Raises `NotOpen` if the verb is not legal."""
        self._lock_and_refresh(verb)
        self._enter(RECIPIENT_MOVES[self.state][verb])

    def _enter(self, state: ReceptionState, **values: Any) -> None:
        """Write the columns of a state: inbox, archive or refused. Outside the inbox there are no more reminders."""
        now = clock.now()
        if state == ReceptionState.INBOX:
            return self._write(place=self.Place.INBOX, archived_at=None, refused_at=None, **values)
        refused_at = (self.refused_at or now) if state == ReceptionState.REFUSED else None
        archived_at = self.archived_at or now
        return self._write(
            place=self.Place.ARCHIVE,
            archived_at=archived_at,
            refused_at=refused_at,
            news_at=None,
            reminders_stopped=True,
            **values,
        )

    def _lock_and_refresh(self, verb: str) -> None:
        """Lock the invitation, then this row, and reload both. Raises `NotOpen` if the verb is not legal now."""
        if verb == "report":  # of what has ended, too, and with what the transcript needs
            own = Reception.objects.of(self.member).filter(pk=self.pk)
            reportable = own.reportable(policy.reportable_since(clock.now())).locked_with_invitation()
            fresh = reportable.first()
        else:
            fresh = next(iter(lock_live_reception(member=self.member_id, pk=self.pk)), None)
        if fresh is None or verb not in fresh.legal_verbs:
            raise NotOpen
        pin_after_commit(self.member_id)
        fresh.member, fresh.sender = self.member, fresh.invitation.sender
        vars(self).update(vars(fresh))

    def _transcript(self) -> str:
        """The conversation as the recipient can read it, including the note of a second invitation."""
        entries = self.invitation.conversation(self.invitation.messages.shown_to_recipient(self.member))
        if self.note not in [entry.text for entry in entries]:
            entries.append(Entry(self.sender, self.last_delivered_at, self.note))
        return transcript(entries)

    def _note_columns(self, note: str) -> dict[str, str]:
        """The note, and what searches look through."""
        return {"note": note, "search_text": searchable(note)}

    def _write(self, **values: Any) -> None:
        Reception.objects.of(self.member).filter(pk=self.pk).update(**values)
        vars(self).update(values)

    def _record(self, kind: str, by: Member | None = None, at: datetime | None = None) -> InvitationEvent:
        return self.invitation.record(kind, by or self.member, at=at)

    def _announce(self, signal: Signal, kind: str, by: Member | None = None) -> None:
        signal.send(sender=Reception, event=self._record(kind, by))
