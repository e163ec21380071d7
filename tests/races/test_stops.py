"""Whatever stops an e-mail, against the worker that sends it: it left before, or it never leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic

import pytest

from invitations.models import Block, Invitation
from network.members.models import Member
from notifications import outbox_worker
from notifications.models import EmailPreferences, Outbox
from tests.races import honest
from tests.races.invariants import breaches
from tests.races.ring import ROUNDS, pairs
from tests.races.scenes import brought

pytestmark = pytest.mark.races


def withdraw(here: int, invitation: int, member: Member) -> None:
    honest.withdraw(invitation)


def ignore(here: int, invitation: int, member: Member) -> None:
    honest.ignore(here)


def refuse(here: int, invitation: int, member: Member) -> None:
    honest.ignore(here)
    honest.say_unknown(here)


def report(here: int, invitation: int, member: Member) -> None:
    honest.report(here)


def block(here: int, invitation: int, member: Member) -> None:
    Block.objects.block(member, Invitation.objects.get(pk=invitation).sender)


def switch_off(here: int, invitation: int, member: Member) -> None:
    EmailPreferences.objects.filter(member=member).update(invitations=False)


class Watch:
    """When a stop was committed, and when the worker began to ask whether the e-mail is still due."""

    def __init__(self, monkeypatch) -> None:
        self.stopped: dict[int, float] = {}
        self.asked: dict[int, float] = {}
        self._ask = outbox_worker._cancel_reason
        monkeypatch.setattr(outbox_worker, "_cancel_reason", self._note_and_ask)

    def stop(self, row: int, verb: Callable[[], None]) -> None:
        verb()
        self.stopped[row] = monotonic()

    def _note_and_ask(self, row: Outbox) -> str:
        self.asked[row.pk] = monotonic()
        return self._ask(row)


@pytest.fixture
def watch(monkeypatch):
    return Watch(monkeypatch)


@pytest.mark.rule("R09", "R21", "R24", "R30")
@pytest.mark.parametrize("stop", [withdraw, ignore, refuse, report, block, switch_off])
def test_stopped_is_never_sent(stop, ring, watch):
    for anna, bruno in pairs(max(1, ROUNDS // 2)):
        here = brought(anna, bruno)
        row = Outbox.objects.get(invitation=here.invitation).pk
        verb = partial(stop, here.pk, here.invitation_id, bruno)
        ring.race([partial(watch.stop, row, verb), partial(honest.post, row)])
    sent = Outbox.objects.filter(pk__in=watch.asked, status=Outbox.Status.SENT).values_list("pk", flat=True)
    assert [row for row in sent if watch.asked[row] > watch.stopped[row]] == []
    assert ring.faults + breaches() == []
    assert not Outbox.objects.filter(status__in=[Outbox.Status.WAITING, Outbox.Status.SENDING]).exists()
