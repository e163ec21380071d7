"""One pair, Anna and Bruno: what each may do, what must hold after it, and what Anna can see of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import Allowance, Block, Invitation, Reception, Refusal
from network.members.models import Connection, Member
from notifications.emails import MAIL_KINDS, Audience
from notifications.models import CapturedEmail, Outbox
from tests.conftest import FrozenTime, tick, work

SILENT = ("ignore", "refuse", "report", "block", "unblock")
HERS = ("send", "by_email", "withdraw", "follow_up")
STEPS = (*HERS, "accept", "invite_back", "tick", *SILENT)
ENDED_OPENLY = ("removed", "withdrawn")
NOTHING_THERE = "nothing there"
TO_RECIPIENT = [kind for kind, mail in MAIL_KINDS.items() if mail.audience == Audience.RECIPIENT]


@dataclass
class Pair:
    anna: Member
    bruno: Member
    clock: FrozenTime

    def do(self, step: str) -> str:
        """Take one step, let the worker work, and give the answer that the one who took it got."""
        try:
            answer: str = getattr(self, step)()
        except (NotOpen, AddressNeeded, LimitReached) as refused:
            answer = type(refused).__name__
        work()
        return answer

    def send(self) -> str:
        """Plainly, and with his address where that is asked for."""
        try:
            return str(Invitation.objects.send(self.anna, self.bruno).status)
        except AddressNeeded:
            return str(Invitation.objects.send(self.anna, self.bruno, address=self.bruno.email).status)

    def by_email(self) -> str:
        return str(Invitation.objects.send_to_address(self.anna, self.bruno.email).status)

    def withdraw(self) -> str:
        return self._hers(Invitation.withdraw)

    def follow_up(self) -> str:
        return self._hers(Invitation.follow_up)

    def accept(self) -> str:
        return self._his(Reception.accept)

    def ignore(self) -> str:
        return self._his(Reception.ignore)

    def refuse(self) -> str:
        """“I don't know Anna” is offered in the archive alone: ignoring comes first."""
        if Reception.objects.of(self.bruno).in_inbox().exists():
            self.ignore()
        return self._his(Reception.say_unknown)

    def report(self) -> str:
        return self._his(lambda here: here.report("spam"))

    def block(self) -> str:
        """It tells what it ends openly: a connection, and Bruno's own invitation."""
        connected = Connection.objects.are_connected(self.anna, self.bruno)
        own = Invitation.objects.sent_by(self.bruno).open().exclude(recipient=None).exists()
        Block.objects.block(self.bruno, self.anna)
        return "removed" if connected else "withdrawn" if own else "done"

    def unblock(self) -> str:
        Block.objects.unblock(self.bruno, self.anna)
        return "done"

    def invite_back(self) -> str:
        try:
            return str(Invitation.objects.send(self.bruno, self.anna).status)
        except AddressNeeded:
            return str(Invitation.objects.send(self.bruno, self.anna, address=self.anna.email).status)

    def tick(self) -> str:
        """A week goes by."""
        was = self.clock.instant
        self.clock.move(days=7)
        tick()
        return f"{self.clock.instant - was}"

    def _hers(self, verb: Callable[[Invitation], None]) -> str:
        newest = Invitation.objects.sent_by(self.anna).order_by("-pk").first()
        return _answer(verb, newest)

    def _his(self, verb: Callable[[Reception], object]) -> str:
        newest = Reception.objects.of(self.bruno).order_by("ended_at", "-pk").live().first()
        return _answer(verb, newest)

    def seen_by_anna(self) -> dict[str, Any]:
        """All that her pages and her mailbox are made of."""
        sent = Invitation.objects.sent_by(self.anna).with_people().order_by("pk")
        return {
            "sent": [_half(row, self.anna) for row in sent],
            "inbox": _shelf(self.anna),
            "connected": Connection.objects.are_connected(self.anna, self.bruno),
            "standing": list(Invitation.objects.known_between(self.anna, self.bruno).values_list("status")),
            "mails": [_mail(row) for row in CapturedEmail.objects.of(self.anna).order_by("sent_at", "pk")],
        }

    def used(self) -> dict[int, int]:
        return dict(Allowance.objects.values_list("pk", "used"))

    def mailed_of(self) -> dict[int, int]:
        """How many e-mails about each invitation of Anna's have left for Bruno."""
        left = Outbox.objects.filter(member=self.bruno, kind__in=TO_RECIPIENT, status="sent")
        hers = left.filter(invitation__sender=self.anna).values_list("invitation", flat=True)
        return {pk: list(hers).count(pk) for pk in set(hers)}

    def refused(self) -> bool:
        return Refusal.objects.of(self.bruno).against(self.anna).standing().exists()

    def blocked(self) -> bool:
        return bool(Block.objects.of(self.bruno).against(self.anna).standing().exists())

    def withdrawn(self) -> set[int]:
        return set(Invitation.objects.filter(status="withdrawn").values_list("pk", flat=True))

    def check(self) -> None:
        """What holds at any moment."""
        both = Invitation.objects.between(self.anna, self.bruno)
        accepted = both.filter(status="accepted").count()
        assert both.filter(status__in=["open", "accepted"]).count() <= 1, "two live plain invitations"
        assert Connection.objects.count() == 2 * accepted, "connection without acceptance, or the reverse"
        assert accepted <= 1, "two accepted invitations"
        assert not (self.blocked() and accepted), "connected with somebody who is blocked"
        received = Reception.objects.of(self.bruno).standing()
        assert not (self.blocked() and received.exists()), "the blocked one has reached him"
        assert Reception.objects.filter(ended_at=None).count() <= 1, "two live receptions"


def _answer(verb: Callable[[Any], None], row: Any) -> str:
    if row is None:
        return NOTHING_THERE
    verb(row)
    return "done"


def _half(row: Invitation, anna: Member) -> tuple[Any, ...]:
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


def _shelf(anna: Member) -> list[tuple[Any, ...]]:
    rows = Reception.objects.of(anna).live().order_by("arrived_at", "pk")
    return list(rows.values_list("sender", "place", "note", "arrived_at"))


def _mail(row: CapturedEmail) -> tuple[Any, ...]:
    return (row.subject, re.sub(r"/[iu]/\S+", "/token/", row.text), row.sent_at)
