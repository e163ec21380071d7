"""One pair, Anna and Bruno: the steps of each, the invariants, and what Anna can see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from invitations import policy
from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import Allowance, Block, Invitation, Reception, Refusal
from network.members.models import Connection, Member
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import CapturedEmail, Outbox
from tests.conftest import FrozenTime, tick, work

SILENT = ("ignore", "refuse", "report", "block", "unblock")
ANNA_STEPS = ("send", "by_email", "withdraw", "follow_up", "use_another_address")
STEPS = (*ANNA_STEPS, "accept", "invite_back", "tick", *SILENT)
ENDED_VISIBLY = ("removed", "withdrawn")
NOTHING_THERE = "nothing there"
TO_RECIPIENT = [kind for kind, mail in MAIL_KINDS.items() if mail.audience == Audience.RECIPIENT]


@dataclass
class Pair:
    anna: Member
    bruno: Member
    clock: FrozenTime

    def do(self, step: str) -> str:
        """Run a step and the worker. Returns the answer to the step, or the name of its exception."""
        try:
            answer: str = getattr(self, step)()
        except (NotOpen, AddressNeeded, LimitReached) as error:
            answer = type(error).__name__
        work()
        return answer

    def send(self) -> str:
        """On the site, with his address where it is required."""
        try:
            return str(Invitation.objects.send(self.anna, self.bruno).status)
        except AddressNeeded:
            return str(Invitation.objects.send(self.anna, self.bruno, address=self.bruno.email).status)

    def by_email(self) -> str:
        return str(Invitation.objects.send_to_address(self.anna, self.bruno.email).status)

    def withdraw(self) -> str:
        return self._newest_invitation(Invitation.withdraw)

    def follow_up(self) -> str:
        return self._newest_invitation(Invitation.follow_up)

    def use_another_address(self) -> str:
        """From his address to one that nobody has, and back."""
        address, wrong = self.bruno.email, "not.bruno@example.org"
        return self._newest_invitation(
            lambda row: row.use_another_address(wrong if row.address == address else address)
        )

    def accept(self) -> str:
        return self._newest_reception(Reception.accept)

    def ignore(self) -> str:
        return self._newest_reception(Reception.ignore)

    def refuse(self) -> str:
        """“I don't know Anna” is offered only in the archive, so ignore first."""
        if Reception.objects.of(self.bruno).in_inbox().exists():
            self.ignore()
        return self._newest_reception(Reception.say_unknown)

    def report(self) -> str:
        return self._newest_reception(lambda reception: reception.report("spam"))

    def block(self) -> str:
        """Returns what it ends visibly: a connection, or Bruno's own invitation."""
        connected = Connection.objects.are_connected(self.anna, self.bruno)
        has_invited = Invitation.objects.sent_by(self.bruno).open().exclude(recipient=None).exists()
        Block.objects.block(self.bruno, self.anna)
        return "removed" if connected else "withdrawn" if has_invited else "done"

    def unblock(self) -> str:
        Block.objects.unblock(self.bruno, self.anna)
        return "done"

    def invite_back(self) -> str:
        try:
            return str(Invitation.objects.send(self.bruno, self.anna).status)
        except AddressNeeded:
            return str(Invitation.objects.send(self.bruno, self.anna, address=self.anna.email).status)

    def tick(self) -> str:
        """Move the clock by a week."""
        before = self.clock.instant
        self.clock.move(days=7)
        tick()
        return f"{self.clock.instant - before}"

    def _newest_invitation(self, verb: Callable[[Invitation], None]) -> str:
        newest = Invitation.objects.sent_by(self.anna).order_by("-pk").first()
        return _answer(verb, newest)

    def _newest_reception(self, verb: Callable[[Reception], object]) -> str:
        newest = Reception.objects.of(self.bruno).order_by("ended_at", "-pk").live().first()
        return _answer(verb, newest)

    def seen_by_anna(self) -> dict[str, Any]:
        """The data of all her pages and of her mailbox."""
        sent = Invitation.objects.sent_by(self.anna).with_people().order_by("pk")
        return {
            "sent": [_sent_row(row, self.anna) for row in sent],
            "inbox": _inbox(self.anna),
            "connected": Connection.objects.are_connected(self.anna, self.bruno),
            "standing": list(Invitation.objects.known_between(self.anna, self.bruno).values_list("status")),
            "mails": [_mail(row) for row in CapturedEmail.objects.of(self.anna).order_by("sent_at", "pk")],
        }

    def used(self) -> dict[int, int]:
        return dict(Allowance.objects.values_list("pk", "used"))

    def count_emails(self) -> dict[int, int]:
        """Invitation of Anna → number of e-mails about it that were sent to Bruno."""
        emails = Outbox.objects.filter(member=self.bruno, kind__in=TO_RECIPIENT, status="sent")
        invitations = emails.filter(invitation__sender=self.anna).values_list("invitation", flat=True)
        return dict(Counter(invitations))

    def mailed_at_most_daily_and_thrice_a_month(self) -> bool:
        rows = Outbox.objects.filter(member=self.bruno, kind__in=["invitation", "follow_up"]).exclude(
            status="silent"
        )
        times = list(rows.order_by("created_at").values_list("created_at", flat=True))
        days = all(later - earlier >= policy.DAY for earlier, later in pairwise(times))
        return days and all(
            later - earlier >= policy.MONTH for earlier, later in zip(times, times[3:], strict=False)
        )

    def refused(self) -> bool:
        return Refusal.objects.of(self.bruno).against(self.anna).standing().exists()

    def blocked(self) -> bool:
        return bool(Block.objects.of(self.bruno).against(self.anna).standing().exists())

    def withdrawn(self) -> set[int]:
        return set(Invitation.objects.filter(status="withdrawn").values_list("pk", flat=True))

    def check(self) -> None:
        """Assert the invariants."""
        invitations = Invitation.objects.between(self.anna, self.bruno)
        accepted = invitations.filter(status="accepted").count()
        assert invitations.filter(status__in=["open", "accepted"]).count() <= 1, "two live plain invitations"
        assert Connection.objects.count() == 2 * accepted, "connection without acceptance, or the reverse"
        assert accepted <= 1, "two accepted invitations"
        assert not (self.blocked() and accepted), "connected with a blocked member"
        assert self.mailed_at_most_daily_and_thrice_a_month(), "too many e-mails of one sender"
        received = Reception.objects.of(self.bruno).standing()
        assert not (self.blocked() and received.exists()), "a blocked member has reached him"
        assert Reception.objects.filter(ended_at=None).count() <= 1, "two live receptions"


def _answer(verb: Callable[[Any], None], row: Any) -> str:
    if row is None:
        return NOTHING_THERE
    verb(row)
    return "done"


def _sent_row(row: Invitation, anna: Member) -> tuple[Any, ...]:
    thread = list(row.messages.values_list("number", "kind", "author", "text", "at"))
    buttons = [action.label for action in row.actions_for(anna)]
    dates = (row.sent_at, row.last_proposed_at, row.accepted_at, row.closed_at, row.follow_up_from)
    return (
        row.status,
        row.to,
        row.address,
        row.note,
        row.follow_ups,
        row.ended_by_id,
        *dates,
        thread,
        buttons,
    )


def _inbox(anna: Member) -> list[tuple[Any, ...]]:
    rows = Reception.objects.of(anna).live().order_by("last_delivered_at", "pk")
    return list(rows.values_list("sender", "place", "note", "last_delivered_at"))


def _mail(row: CapturedEmail) -> tuple[Any, ...]:
    return (row.subject, re.sub(r"/[iu]/\S+", "/token/", row.text), row.sent_at)
