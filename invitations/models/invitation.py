from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.dispatch import Signal
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from invitations import actions, address_gate, lifecycle, policy, signals
from invitations.errors import AddressNeeded, AlreadyInvited, Blocked, LimitReached, NotOpen, TooEarly
from invitations.lifecycle import SENDER_MOVES
from invitations.models.allowance import Allowance
from invitations.models.delivery import Delivery
from invitations.models.event import InvitationEvent
from invitations.models.message import Entry, Message, MessageQuerySet, transcript
from invitations.models.pair import pair_columns
from invitations.models.reception import Reception, ReceptionQuerySet
from invitations.models.report import Report
from invitations.models.statements import known_and_blocked
from invitations.transitions import transition
from network import clock
from network.common.addresses import readable_address
from network.common.prepared.rows import new
from network.common.prepared.writing import insert, together, update_row
from network.common.search_columns import SearchColumn
from network.common.text import arrow
from network.common.url_patterns import url_of
from network.members.models import CARD_FIELDS, Member, normalise_address

Kind = InvitationEvent.Kind


def new_public_id() -> str:
    return get_random_string(16)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def sent_by(self, member: Member) -> InvitationQuerySet:
        return self.filter(sender=member)

    def open(self) -> InvitationQuerySet:
        return self.filter(status=Invitation.Status.OPEN)

    def shown_as(self, status: str) -> InvitationQuerySet:
        """Those whose `shown_status` is this one."""
        crossed = Q(status=Invitation.Status.CLOSED, accepted_at__isnull=False)
        also = {
            Invitation.Status.ACCEPTED: crossed & Q(ended_by=None),
            Invitation.Status.ENDED: crossed & Q(ended_by__isnull=False),
        }
        if status in also:
            return self.filter(Q(status=status) | also[lifecycle.Status(status)])
        return self.filter(status=status).exclude(crossed)

    def between(self, a: Member, b: Member) -> InvitationQuerySet:
        """In both directions, where the sender knows who the recipient is."""
        return self.filter(**pair_columns(a, b))

    def with_people(self) -> InvitationQuerySet:
        return self.select_related("sender", "recipient")

    def for_cards(self, *more_of_recipient: str) -> InvitationQuerySet:
        """With the recipient, but only the columns that a card shows to the sender, who is not read."""
        return self.select_related("recipient").only(
            "public_id", "sender", "address", "note", "status", "sent_at", "last_proposed_at", "follow_ups",
            "accepted_at", "news_at", "ended_by", *(f"recipient__{column}" for column in (*CARD_FIELDS, *more_of_recipient)),
        )  # fmt: skip

    def with_newest_messages(self) -> InvitationQuerySet:
        """With `newest`: the two newest messages, of which one is a reply if there was one; None or a list of columns."""
        return self.annotate(newest=Message.objects.filter(invitation=OuterRef("pk")).newest_of_each(2))

    def news(self) -> InvitationQuerySet:
        """Accepted or replied to, and not acknowledged by the sender yet."""
        return self.filter(news_at__isnull=False)

    def acknowledge(self, until: datetime) -> int:
        """The sender has seen all news up to this moment. Returns how many rows were changed."""
        return self.news().filter(news_at__lte=until).update(news_at=None)

    def newest(self, limit: int) -> InvitationQuerySet:
        """The `limit` sent last and the `limit` with the latest news, in no order: see `sort_newest`."""
        sent = self.filter(pk__in=self.order_by("-sent_at", "-pk").values("pk")[:limit])
        return sent.union(self.filter(pk__in=self.news().order_by("-news_at", "-pk").values("pk")[:limit]))

    @staticmethod
    def sort_newest(rows: list[Invitation], limit: int) -> tuple[list[Invitation], list[Invitation]]:
        """Two lists from the rows of `newest`: the `limit` sent last, and the `limit` with the latest news."""
        rows = sorted(rows, key=lambda row: (row.sent_at, row.pk), reverse=True)
        news = sorted(
            (row for row in rows if row.news_at), key=lambda row: cast(datetime, row.news_at), reverse=True
        )
        return rows[:limit], news[:limit]

    def lock(self, *ids: int) -> dict[int, Invitation]:
        """Lock these rows in ascending order of id and return them fresh, by id."""
        rows = self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).with_people()
        return {row.pk: row for row in rows}

    def gate_tries(self) -> InvitationQuerySet:
        """The tries of the address gate that no grant has forgiven: rows with recipient and address.

        So is an invitation by e-mail that led to a connection, which is not counted.
        """
        forgiven_at = "sender__allowance__tries_forgiven_at"
        counted = Q(**{forgiven_at: None}) | Q(sent_at__gt=F(forgiven_at))
        return self.filter(counted, accepted_at=None).exclude(recipient=None).exclude(address="")

    def spent_gate_limit(self, sender: Member, recipient: Member) -> str:
        """The name of the limit of the address gate that the sender has used up; empty where a try is left."""
        tries = self.gate_tries().sent_by(sender)
        of_pair = tries.filter(recipient=recipient, sent_at__gt=clock.now() - policy.GATE_WINDOW)
        of_day = tries.filter(sent_at__gt=clock.now() - policy.DAY)
        if of_pair.count() >= policy.current().gate_tries:
            return "gate_tries"
        return "gate_tries_a_day" if of_day.count() >= policy.current().gate_tries_a_day else ""

    def known_between(self, viewer: Member, other: Member) -> InvitationQuerySet:
        """All invitations between the two that the viewer may know of, in both directions.

        They include what the other member sent to the viewer's address and was delivered.
        """
        received = Reception.objects.of(viewer).from_(other).filter(ended_at=None)
        return self.in_either(self.between(viewer, other), received)

    def shown_between(self, viewer: Member, other: Member) -> InvitationQuerySet:
        """The open invitations between the two that the viewer can see: sent by the viewer, or delivered to them."""
        return self.shown_among(viewer, [other])

    def shown_among(self, viewer: Member, others: Iterable[Member]) -> InvitationQuerySet:
        """As `shown_between`, for several other members."""
        ids = [other.pk for other in others]
        received = Reception.objects.of(viewer).filter(sender__in=ids, ended_at=None)
        return self.in_either(self.open().filter(sender=viewer, recipient__in=ids), received).open()

    def in_either(self, invitations: InvitationQuerySet, received: ReceptionQuerySet) -> InvitationQuerySet:
        """Both sets. A UNION, so that each part uses its index; with OR the databases read the whole table."""
        keys = invitations.order_by().values_list("pk").union(received.values_list("invitation"))
        return self.filter(pk__in=keys)

    @transition
    def send(
        self, sender: Member, recipient: Member, note: str = "", reason: str = "", address: str = ""
    ) -> Invitation:
        """Propose to connect. Where the recipient has an open invitation to the sender, this accepts it instead.

        Raises `AlreadyInvited`, `Blocked` where the sender blocks the recipient, `LimitReached` (R02) and, where the
        address gate is closed and no address is given, `AddressNeeded` (R31). The worker decides about the delivery.
        """
        if sender == recipient:
            raise AlreadyInvited
        spending = Allowance.objects.lock_and_spend(sender)  # undone if this raises an error
        rows, is_blocked = known_and_blocked(
            sender=sender.pk, recipient=recipient.pk, **pair_columns(sender, recipient)
        )
        rows.sort(key=lambda row: row.recipient_id is not None)
        if crossing := next((row for row in rows if row.sender_id != sender.pk and row.is_open), None):
            if is_blocked:
                raise Blocked
            if spending.is_spent:
                Allowance.objects.give_back(sender)
            return self._cross(crossing, sender, note)
        if any(row.is_live for row in rows):
            raise AlreadyInvited
        if is_blocked:  # before the limits: else the answers tell of an invitation by whom the sender blocks
            raise Blocked
        if not address_gate.needs_address(sender, recipient, rows, spending.is_restricted):
            address = ""
        elif not address:
            raise AddressNeeded
        elif limit := self.spent_gate_limit(sender, recipient):
            raise LimitReached(limit, sender.pk)
        if not spending.is_spent:
            raise LimitReached(spending.limit, sender.pk)
        return self._propose(sender, recipient, normalise_address(address), note, reason)

    @transition
    def send_to_address(self, sender: Member, address: str, note: str = "", reason: str = "") -> Invitation:
        """Invite the owner of this address, member or not. Raises `AlreadyInvited` and `LimitReached`."""
        address = normalise_address(address)
        if self.sent_by(sender).open().filter(address=address, recipient=None).exists():
            raise AlreadyInvited
        spending = Allowance.objects.lock_and_spend(sender)
        if not spending.is_spent:
            raise LimitReached(spending.limit, sender.pk)
        return self._propose(sender, None, address, note, reason)

    @transition
    def send_to_addresses(self, sender: Member, addresses: Iterable[str], note: str, reason: str) -> None:
        """Invite all addresses or none. An address that was invited already counts as done. Raises `LimitReached`."""
        for address in addresses:
            with suppress(AlreadyInvited):
                self.send_to_address(sender, address, note, reason)

    def _propose(
        self, sender: Member, recipient: Member | None, address: str, note: str, reason: str
    ) -> Invitation:
        now = clock.now()
        columns = pair_columns(sender, recipient) if recipient else {}
        invitation = new(
            Invitation, sender=sender, recipient=recipient, address=address, note=note, reason=reason,
            sent_at=now, last_proposed_at=now, **columns,
        )  # fmt: skip
        insert(invitation)
        with together():
            invitation.record(Kind.SENT, sender, at=now)
            delivery = invitation.request_delivery(Delivery.Kind.INVITATION, at=now)
        signals.invitation_sent.send(sender=Invitation, delivery=delivery)
        return invitation

    def _cross(self, invitation: Invitation, member: Member, note: str) -> Invitation:
        """Accept the member's reception of this invitation, because they invite its sender. Both notes are kept.

        Raises `NotOpen` if the invitation has ended.
        """
        invitation.close_other_invitations_to(member)
        invitation = self.lock(invitation.pk)[invitation.pk]
        reception = Reception.objects.of(member).filter(invitation=invitation).first()
        if reception is None:
            reception = Reception.receive(
                invitation, member, invitation.sent_at, invitation.note, ended_at=clock.now()
            )
        reception.invitation = invitation
        reception.void_refusal()
        if note:
            invitation.write(Message.Kind.CROSSING, member, note)
        reception.connect()
        return invitation


class Invitation(models.Model):
    """The sender's half: what both members may know. Ignoring and refusing write nothing here. States: `lifecycle.py`."""

    Status = lifecycle.Status

    class Reason(models.TextChoices):
        COLLEAGUE = "colleague", _("Colleague")
        CLASSMATE = "classmate", _("Classmate")
        BUSINESS = "business", _("Business")
        FRIEND = "friend", _("Friend")
        OTHER = "other", _("Other")

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
    search_text = SearchColumn(of=("note", "address"), editable=False, default="")
    reason = models.CharField(_("how they know each other"), max_length=10, choices=Reason, blank=True)
    status = models.CharField(_("status"), max_length=32, choices=Status.get_choices, default=Status.OPEN)
    sent_at = models.DateTimeField(_("sent"))
    last_proposed_at = models.DateTimeField(_("last proposed"))
    follow_ups = models.PositiveSmallIntegerField(_("follow-ups"), default=0)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    news_at = models.DateTimeField(_("answered, not dismissed"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("connection removed by"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index("sender", F("sent_at").desc(), F("id").desc(), name="inv_sent_list"),
            models.Index("low", "high", name="inv_pair"),
            models.Index("last_proposed_at", condition=Q(status="open"), name="inv_closing"),
            models.Index("sender", F("news_at").desc(), condition=Q(news_at__isnull=False), name="inv_news"),
            models.Index(
                Coalesce("closed_at", "accepted_at"), condition=Q(address__gt=""), name="inv_old_addresses"
            ),
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
                | (
                    Q(recipient__isnull=False, low__isnull=False, high__isnull=False, low__lt=F("high"))
                    & (Q(low=F("sender"), high=F("recipient")) | Q(low=F("recipient"), high=F("sender")))
                ),
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
        return arrow(self.sender, self.to)

    def get_absolute_url(self) -> str:
        return url_of("invitations:detail", self.public_id)

    @transition
    def follow_up(self, note: str = "") -> None:
        """Propose again (R22). Raises `NotOpen` too early or after the last follow-up, and `LimitReached`."""
        allowance = Allowance.objects.lock(self.sender)
        self._lock_and_refresh()
        if not self.is_open:
            raise NotOpen
        if not self.may_follow_up:
            raise TooEarly("follow_up_days" if self.follow_up_from else "follow_ups", self.sender_id)
        allowance.spend()
        self.follow_ups, self.last_proposed_at = self.follow_ups + 1, clock.now()
        self.save(update_fields=["follow_ups", "last_proposed_at"])
        self.record(Kind.FOLLOWED_UP, self.sender)
        message = self.write(Message.Kind.FOLLOW_UP, self.sender, note)
        delivery = self.request_delivery(Delivery.Kind.FOLLOW_UP, message, self.last_proposed_at)
        signals.invitation_followed_up.send(sender=Invitation, delivery=delivery)

    @transition
    def message(self, text: str) -> None:
        """Answer the recipient's reply. Raises `NotOpen` unless the recipient wrote the last message."""
        self._lock_and_refresh()
        if not self.may_message:
            raise NotOpen
        self.record(Kind.MESSAGED, self.sender)
        message = self.write(Message.Kind.MESSAGE, self.sender, text)
        delivery = self.request_delivery(Delivery.Kind.MESSAGE, message)
        signals.message_sent.send(sender=Invitation, delivery=delivery)

    @transition
    def report_reply(self, reason: str, comment: str = "") -> Report:
        """Report the recipient's reply to staff. It does not count as a refusal, and the recipient is not told.

        Raises `NotOpen` if there is no reply or it was reported before.
        """
        self._lock_and_refresh()
        if self.newest_reply is None or not self.can_report:
            raise NotOpen
        report = Report.objects.file(
            self, self.sender, reason, comment, transcript(self.conversation(self.messages.all()))
        )
        event = self.record(Kind.REPLY_REPORTED, self.sender)
        signals.reply_reported.send(sender=Invitation, event=event)
        return report

    @transition
    def withdraw(self) -> None:
        """Take it back (R29): it disappears from the recipient's pages and nobody is told (R30). Raises `NotOpen`."""
        self._transition("withdraw")
        self._announce(signals.invitation_withdrawn, Kind.WITHDRAWN, self.sender)

    @transition
    def use_another_address(self, address: str, note: str = "") -> Invitation:
        """Withdraw it and send it again with another address, as one verb. Returns the new invitation.

        One unit of the allowance, and one try of the address gate if it names the recipient. Raises `NotOpen` unless it is
        open and has an address, `AlreadyInvited`, `Blocked` and `LimitReached` as sending does: then it stays open.
        """
        Allowance.objects.lock(self.sender)
        others = [self.recipient] if self.recipient else []
        shown = Invitation.objects.shown_among(self.sender, others)  # sending again may accept one of these
        locked = Invitation.objects.lock(self.pk, *shown.values_list("pk", flat=True))
        vars(self).update(vars(locked[self.pk]))
        if not self.may_use_another_address:
            raise NotOpen
        if normalise_address(address) == self.address:
            raise AlreadyInvited
        self.withdraw()
        if self.recipient is None:
            return Invitation.objects.send_to_address(self.sender, address, note, self.reason)
        return Invitation.objects.send(self.sender, self.recipient, note, self.reason, address)

    @transition
    def close(self) -> None:
        """End it because of its age or because its recipient deletes the account. For the worker. Raises `NotOpen`."""
        self._transition("close")
        self._announce(signals.invitation_closed, Kind.CLOSED, None)

    @transition
    def end(self, by: Member) -> None:
        """Mark that the connection it led to was removed. Raises `NotOpen` unless it is accepted."""
        self._transition("end", ended_by=by)
        event = self.record(Kind.ENDED, by)
        signals.invitation_ended.send(sender=Invitation, event=event)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def shown_status(self) -> lifecycle.Status:
        """The status in the words for its sender: closed in favour of another one of the pair, it led to a connection too."""
        status = lifecycle.Status(self.status)
        if status != self.Status.CLOSED or self.accepted_at is None:
            return status
        return self.Status.ENDED if self.ended_by_id else self.Status.ACCEPTED

    @property
    def can_be_reported_by_non_member(self) -> bool:
        """Whether it is open, or was withdrawn or closed within `REPORT_DAYS`."""
        if self.sender.left_at or not self.address:
            return False
        since = policy.reportable_since(clock.now())
        ended = self.status in (self.Status.WITHDRAWN, self.Status.CLOSED)
        return self.is_open or (ended and cast(datetime, self.closed_at) > since)

    @property
    def is_live(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.ACCEPTED)

    @property
    def stands_for_non_member(self) -> bool:
        """Whether the owner of the typed address may still join by it."""
        return self.is_open and bool(self.address) and self.sender.is_active

    @property
    def to(self) -> str:
        """The recipient as the sender knows them: the name, else the typed address while it is kept."""
        if self.recipient:
            return self.recipient.display_name
        return readable_address(self.address) or gettext("Somebody, by e-mail")

    @property
    def follow_up_from(self) -> datetime | None:
        """When the next follow-up becomes possible; None if all are used or the invitation has ended."""
        if not self.is_open or self.follow_ups >= policy.current().follow_ups:
            return None
        return policy.follow_up_from(self.last_proposed_at, self.sender.time_zone)

    @property
    def may_follow_up(self) -> bool:
        return self.follow_up_from is not None and self.follow_up_from <= clock.now()

    @property
    def may_use_another_address(self) -> bool:
        """Whether it is open and was sent by e-mail or through the address gate."""
        return self.is_open and bool(self.address)

    @property
    def may_message(self) -> bool:
        """Whether the recipient wrote last: the sender may write one message after each reply."""
        last_message = self.messages.replies_and_messages().last()
        return self.is_open and last_message is not None and last_message.author_id != self.sender_id

    @property
    def newest_reply(self) -> Message | None:
        """The recipient's last reply that has not been erased."""
        replies = self.messages.filter(kind=Message.Kind.REPLY).exclude(text="")
        return replies.select_related("author", "invitation__sender").last()

    @property
    def can_report(self) -> bool:
        """Whether the sender has not reported a reply to this invitation yet."""
        return not Report.objects.of(self.sender).filter(invitation=self).exists()

    def actions_for(self, member: Member) -> list[actions.Action]:
        return actions.sender_actions(self) if member.pk == self.sender_id else []

    def write(self, kind: str, author: Member, text: str, nonce: str = "") -> Message:
        """Add a message to the thread of a locked invitation. A reply is news to the sender until they answer."""
        if kind in (Message.Kind.REPLY, Message.Kind.MESSAGE):
            self.news_at = clock.now() if kind == Message.Kind.REPLY else None
            self.save(update_fields=["news_at"])
        number = self.messages.count() + 1
        return self.messages.create(
            number=number, kind=kind, author=author, text=text, nonce=nonce, at=clock.now()
        )

    def mark_accepted(self, member: Member, at: datetime) -> None:
        """Accept a locked invitation: the sender now knows the recipient, and the acceptance is news to them."""
        self.status, self.news_at = self._next_status("mark_accepted"), at
        self._name_recipient(member, at)

    def close_as_connected(self, member: Member) -> None:
        """Close it because another invitation of the pair is accepted in its place; see `shown_status`."""
        self.close()
        self._name_recipient(member, clock.now())

    def _name_recipient(self, member: Member, at: datetime) -> None:
        """The sender may know who it is: the two are connected from now on."""
        self.recipient, self.accepted_at = member, at
        self.low, self.high = pair_columns(self.sender, member).values()
        update_row(self, "status", "recipient", "low", "high", "accepted_at", "news_at")

    def close_other_invitations_to(self, member: Member) -> None:
        """Before an invitation by e-mail is accepted: close the pair's invitation by name, in either direction."""
        if not self.address:  # not `recipient`: a failed try may have set it on this object
            return
        by_name = Invitation.objects.between(self.sender, member)
        rows = Invitation.objects.lock(self.pk, *by_name.values_list("pk", flat=True))
        for row in rows.values():
            if row.pk != self.pk and row.is_open:
                row.close_as_connected(cast(Member, row.recipient))

    def conversation(self, thread: MessageQuerySet) -> list[Entry]:
        """The note, then these messages of the thread."""
        entries = [
            Entry(message.author, message.at, message.text) for message in thread.select_related("author")
        ]
        return [Entry(self.sender, self.sent_at, self.note), *entries]

    def _transition(self, verb: str, ended_by: Member | None = None) -> None:
        """Lock the row and end it with the status that the verb leads to. Raises `NotOpen` if the verb is not legal."""
        self._lock_and_refresh()
        self.status, self.ended_by = self._next_status(verb), ended_by
        self.closed_at, self.news_at = clock.now(), None
        self.save(update_fields=["status", "closed_at", "ended_by", "news_at"])

    def _lock_and_refresh(self) -> None:
        """Lock the row and reload it."""
        fresh = Invitation.objects.lock(self.pk)[self.pk]
        vars(self).update(vars(fresh))

    def _next_status(self, verb: str) -> lifecycle.Status:
        moves = SENDER_MOVES.get(lifecycle.Status(self.status), {})
        if verb not in moves:
            raise NotOpen
        return moves[verb]

    def record(
        self, kind: str, actor: Member | None, reason: str = "", at: datetime | None = None
    ) -> InvitationEvent:
        """Add an event to the history; `actor` is None for the worker."""
        event = new(
            InvitationEvent, invitation=self, kind=kind, actor=actor, reason=reason, at=at or clock.now()
        )
        insert(event)
        return event

    def request_delivery(
        self, kind: str, message: Message | None = None, at: datetime | None = None
    ) -> Delivery:
        """Ask the worker to deliver this to the recipient, or to end the recipient's half; `at` is now by default."""
        delivery = new(Delivery, invitation=self, kind=kind, message=message, requested_at=at or clock.now())
        insert(delivery)
        return delivery

    def _announce(self, signal: Signal, kind: str, actor: Member | None) -> None:
        event = self.record(kind, actor)
        signal.send(sender=Invitation, event=event, delivery=self.request_delivery(Delivery.Kind.ENDING))
