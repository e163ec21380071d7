"""Measures when the e-mails to two members leave, between whom the sender has written to a third.

Anna has accounts of her own, or friends, and writes to one of them, to Bruno, and to another. What she sees is when the two
e-mails arrive. In some worlds Bruno is mailed too, in others nothing is sent to him. She must not be able to tell.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from invitations.models import Block, Delivery, Invitation, InvitationEvent, NonMember, Reception, Refusal
from invitations.worker import delivery
from network import clock
from network.common import jobs
from network.common.hashing import keyed_hash
from network.members.models import Member
from notifications import outbox_worker
from notifications.models import EmailPreferences, Outbox
from tests.conftest import FrozenTime, invite, reception_of, work
from tests.factories import MemberFactory
from tests.privacy.savepoints import rolled_back, set_sequence
from tests.sink import Sink

LATENCY = 0.128
"""Seconds that the mail server takes for one e-mail."""

POLL_SECONDS = 1
"""How often a worker looks into the queue."""


@dataclass
class Pair:
    """Anna and Bruno in one world. `propose` is what she does between the two other invitations."""

    anna: Member
    bruno: Member
    propose: Callable[[Pair], object] = lambda pair: Invitation.objects.send(pair.anna, pair.bruno)


def _nothing(pair: Pair) -> None:
    """He has not answered, and is mailed."""


def _refused(pair: Pair) -> None:
    Refusal.objects.create(refuser=pair.bruno, refused=pair.anna, at=clock.now())


def _blocked(pair: Pair) -> None:
    Block.objects.block(pair.bruno, pair.anna)


def _switched_off(pair: Pair) -> None:
    EmailPreferences.objects.filter(member=pair.bruno).update(none=True)


def _wrong_address(pair: Pair) -> None:
    pair.bruno.invitable_by = Member.InvitableBy.ADDRESS
    pair.bruno.save(update_fields=["invitable_by"])
    pair.propose = lambda pair: Invitation.objects.send(pair.anna, pair.bruno, address="wrong@example.net")


def _non_member(pair: Pair) -> None:
    pair.propose = lambda pair: Invitation.objects.send_to_address(pair.anna, "newcomer@example.net")


def _held(pair: Pair) -> None:
    with transaction.atomic():
        NonMember.objects.lock("mailed@example.net").record_mail()
    pair.propose = lambda pair: Invitation.objects.send_to_address(pair.anna, "mailed@example.net")


def _ignored_and_followed_up(pair: Pair) -> None:
    invitation = invite(pair.anna, pair.bruno)
    reception_of(invitation).ignore()
    before = clock.now() - timedelta(days=8)
    Invitation.objects.filter(pk=invitation.pk).update(last_proposed_at=before)
    Reception.objects.filter(invitation=invitation).update(last_requested_at=before)
    InvitationEvent.objects.filter(invitation=invitation).update(at=before)
    pair.propose = lambda pair: Invitation.objects.get(pk=invitation.pk).follow_up()


def _told_lately(pair: Pair) -> None:
    invite(pair.anna, pair.bruno, address=pair.bruno.email)
    work()
    Invitation.objects.get(sender=pair.anna).withdraw()
    work()
    pair.propose = lambda pair: Invitation.objects.send(pair.anna, pair.bruno, address=pair.bruno.email)


WORLDS: dict[str, Callable[[Pair], None]] = {
    "nothing": _nothing,
    "refused": _refused,
    "blocked": _blocked,
    "held": _held,
    "wrong address": _wrong_address,
    "switched off": _switched_off,
    "ignored with follow-up": _ignored_and_followed_up,
    "non-member": _non_member,
    "told lately": _told_lately,
}
"""What Bruno has done → how that world is made. A new reason not to mail belongs here."""

IN_THE_GATE = ("nothing", "refused", "switched off")


def build(names: tuple[str, ...]) -> tuple[dict[str, Pair], tuple[Member, Member]]:
    """A pair for each world, and the two others whom every Anna writes to."""
    pairs = {name: Pair(MemberFactory(), MemberFactory()) for name in names}
    for name, pair in pairs.items():
        WORLDS[name](pair)
    work()
    return pairs, (MemberFactory(), MemberFactory())


def auc(first: list[float], other: list[float]) -> float:
    """The probability that a value of `other` is greater than one of `first`: .5 where nobody can tell them apart."""
    wins = sum((b > a) + (b == a) / 2 for a in first for b in other)
    return wins / (len(first) * len(other))


Arrivals = dict[str, float]
"""Address → when its e-mail arrived, in seconds."""


@dataclass
class Measurement:
    """For each world the seconds from the e-mail to the first of the two to that to the second, round by round."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    mailed: set[str] = field(default_factory=set)
    """The worlds in which there was an e-mail to a third."""

    def add(self, world: str, arrivals: Arrivals, first: Member, second: Member) -> None:
        self.seconds.setdefault(world, []).append(arrivals[second.email] - arrivals[first.email])
        self.mailed |= {world} if len(arrivals) > 2 else set()

    def distances(self) -> dict[str, float]:
        """World → how far the better of two statistics, gap and order, is from not telling it from the first world."""
        base, *others = self.seconds
        return {
            world: max(
                abs(auc([f(s) for s in self.seconds[base]], [f(s) for s in self.seconds[world]]) - 0.5)
                for f in (abs, float)
            )
            for world in others
        }


class VirtualServer(BaseEmailBackend):
    """A mail server that lets the frozen clock of the tests pass for as long as it takes."""

    clock: FrozenTime
    arrivals: Arrivals

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            VirtualServer.clock.move(seconds=LATENCY)
            VirtualServer.arrivals[message.to[0]] = VirtualServer.clock.instant.timestamp()
        return len(email_messages)


def measure_on_a_virtual_clock(frozen: FrozenTime, settings: Any, rounds: int, seed: int) -> Measurement:
    """No real time decides: the clock moves by the server's latency and to the worker's next look into the queue."""
    draw, start, result = random.Random(seed), frozen.instant, Measurement()
    pairs, others = build(IN_THE_GATE)
    settings.EMAIL_BACKEND = f"{__name__}.{VirtualServer.__name__}"
    settings.MAIL_SPREAD_SECONDS = 90
    VirtualServer.clock = frozen
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notifications.spread._random", draw)
        patch.setattr("notifications.emails.render", lambda kind, context: ("Subject", "Text", ""))
        for number in range(rounds):
            for world, pair in pairs.items():
                with rolled_back(), _order_of(number):
                    frozen.instant, VirtualServer.arrivals = start, {}
                    _same_keys()
                    _propose(pair, others)
                    _work_until_all_has_left(frozen)
                    result.add(world, VirtualServer.arrivals, *others)
    frozen.instant = start
    return result


def _propose(pair: Pair, others: tuple[Member, Member]) -> None:
    first, second = others
    Invitation.objects.send(pair.anna, first)
    pair.propose(pair)
    Invitation.objects.send(pair.anna, second)


def _same_keys() -> None:
    """The order of a batch follows from the keys, so that every round of every database must have the same."""
    with connection.cursor() as cursor:
        for model in (Delivery, Outbox):
            set_sequence(cursor, model, 100_000)


def _work_until_all_has_left(frozen: FrozenTime) -> None:
    delivery.job.run()
    while next_at := _next_at():
        wait = max((next_at - frozen.instant).total_seconds(), 0)
        frozen.move(seconds=ceil(wait / POLL_SECONDS) * POLL_SECONDS)
        outbox_worker.job.run()


def _next_at() -> datetime | None:
    unsent = Outbox.objects.filter(status=Outbox.Status.WAITING).order_by("next_at")
    next_at: datetime | None = unsent.values_list("next_at", flat=True).first()
    return next_at


class SlowSink(Sink):
    """A real mail server that takes its time, and notes when each message came."""

    def __init__(self, latency: float) -> None:
        super().__init__()
        self.latency, self.arrivals = latency, Arrivals()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.latency)
        self.arrivals[envelope.rcpt_tos[0]] = time.monotonic()
        return await super().handle_DATA(server, session, envelope)


@contextmanager
def _order_of(number: int) -> Iterator[None]:
    """Batches are ordered anew in each round, although its rows have the keys of the round before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "keyed_hash", lambda purpose, text: keyed_hash(purpose, f"{number} {text}"))
        yield


def measure_over_smtp(sink: SlowSink, rounds: int) -> Measurement:
    """The worlds in turn, in real time, with the worker of this process."""
    pairs, others = build(tuple(WORLDS))
    result = Measurement()
    for number in range(rounds):
        for world, pair in pairs.items():
            with rolled_back(), _order_of(number):
                sink.arrivals.clear()
                _propose(pair, others)
                delivery.job.run()
                while outbox_worker.job.run() or _next_at():
                    time.sleep(0.01)
                result.add(world, sink.arrivals, *others)
    return result


@contextmanager
def in_order(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker that sends at once and in the order in which the rows were written."""
    with patch.context() as naive:
        naive.setattr(Outbox, "spread", staticmethod(lambda kind, span=None: clock.database_now()))
        for module in ("notifications.models.outbox", "invitations.worker.delivery"):
            naive.setattr(f"{module}.keyed_order", lambda rows: [key for key, _group in rows])
        yield
