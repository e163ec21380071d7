"""Every verb that cancels an e-mail, raced against the worker that sends it: it was sent before, or is never sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic

import pytest

from invitations.models import Block, Invitation
from network.members.models import Member
from notifications import claimed_rows
from notifications.claimed_rows import Claim, ClaimedRow
from notifications.models import EmailPreferences, Outbox
from tests.races import locked_verbs
from tests.races.invariants import violations
from tests.races.scenarios import delivered_reception
from tests.races.thread_pool import ROUNDS, pairs

pytestmark = pytest.mark.races


def withdraw(reception: int, invitation: int, member: Member) -> None:
    locked_verbs.withdraw(invitation)


def ignore(reception: int, invitation: int, member: Member) -> None:
    locked_verbs.ignore(reception)


def refuse(reception: int, invitation: int, member: Member) -> None:
    locked_verbs.ignore(reception)
    locked_verbs.say_unknown(reception)


def report(reception: int, invitation: int, member: Member) -> None:
    locked_verbs.report(reception)


def block(reception: int, invitation: int, member: Member) -> None:
    Block.objects.block(member, Invitation.objects.get(pk=invitation).sender)


def switch_off(reception: int, invitation: int, member: Member) -> None:
    EmailPreferences.objects.filter(member=member).update(invitations=False)


class Recorder:
    """Records when a verb was committed, and when the worker began to check whether the e-mail is still due."""

    def __init__(self, monkeypatch) -> None:
        self.stopped: dict[int, float] = {}
        self.checked: dict[int, float] = {}
        self._load = claimed_rows.load
        monkeypatch.setattr(claimed_rows, "load", self._record_and_load)

    def stop(self, row: int, verb: Callable[[], None]) -> None:
        verb()
        self.stopped[row] = monotonic()

    def _record_and_load(self, claim: Claim) -> ClaimedRow | None:
        self.checked[claim.pk] = monotonic()
        return self._load(claim)


@pytest.fixture
def recorder(monkeypatch):
    return Recorder(monkeypatch)


@pytest.mark.rule("R09", "R21", "R24", "R30")
@pytest.mark.parametrize("stop", [withdraw, ignore, refuse, report, block, switch_off])
def test_a_cancelled_email_is_never_sent(stop, thread_pool, recorder):
    for anna, bruno in pairs(max(1, ROUNDS // 2)):
        reception = delivered_reception(anna, bruno)
        row = Outbox.objects.get(invitation=reception.invitation).pk
        verb = partial(stop, reception.pk, reception.invitation_id, bruno)
        thread_pool.race([partial(recorder.stop, row, verb), partial(locked_verbs.post, row)])
    sent = Outbox.objects.filter(pk__in=recorder.checked, status=Outbox.Status.SENT).values_list(
        "pk", flat=True
    )
    assert [row for row in sent if recorder.checked[row] > recorder.stopped[row]] == []
    assert thread_pool.faults + violations() == []
    assert not Outbox.objects.filter(status__in=[Outbox.Status.WAITING, Outbox.Status.SENDING]).exists()
