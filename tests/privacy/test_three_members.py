"""Random scripts of three members, made as short as possible where one fails.

`THREE_MEMBER_SCRIPTS=20000` tries so many instead of the few that are always the same.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db.models import F
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from invitations import policy
from invitations.models import Allowance, Invitation, Reception
from invitations.worker import reminder_batches
from network import clock
from notifications import outbox_worker
from notifications.models import Outbox
from tests.privacy.three_members import ThreeMembers

SCRIPTS, STEPS, CHUNK = int(os.environ.get("THREE_MEMBER_SCRIPTS", "0")), 25, 500
FEW = 12
FAULTY = 2
"""A seed whose first scripts find each of the faults below."""


def run(scripts: int, number: int | None = None) -> None:
    """Run this number of scripts: with a number those of that seed, else always the same."""
    machine = ThreeMembers if number is None else seed(number)(ThreeMembers)
    options = settings(
        max_examples=scripts,
        stateful_step_count=STEPS,
        derandomize=number is None,
        database=None,
        deadline=None,
        phases=[Phase.generate, *([Phase.shrink] if SCRIPTS else [])],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(machine, settings=options, _min_steps=STEPS)


@pytest.fixture(autouse=True)
def three(anna, bruno, carla, clock, monkeypatch):
    monkeypatch.setattr(ThreeMembers, "people", [anna, bruno, carla], raising=False)
    monkeypatch.setattr(ThreeMembers, "clock", clock, raising=False)


@pytest.mark.parametrize("chunk", range(max(1, SCRIPTS // CHUNK)))
def test_scripts_keep_the_invariants(chunk):
    run(CHUNK, number=chunk) if SCRIPTS else run(FEW)


def forget_the_refusal(reception):
    """`Reception._refuse` without its row."""


withdraw = Invitation.withdraw


def withdraw_with_refund(invitation):
    withdraw(invitation)
    Allowance.objects.filter(member=invitation.sender).update(used=F("used") - 1)


def accept_without_connection(reception):
    reception.invitation.mark_accepted(reception.member, clock.now())


@pytest.mark.parametrize(
    ("place", "verb", "sentence"),
    [
        ((Reception, "_refuse"), forget_the_refusal, "0 standing refusals"),
        ((Invitation, "withdraw"), withdraw_with_refund, "the allowance fell|allowance differ"),
        ((Reception, "accept"), accept_without_connection, "0 rows of connection"),
    ],
)
def test_a_wrong_verb_is_found(monkeypatch, place, verb, sentence):
    monkeypatch.setattr(*place, verb)
    with pytest.raises(AssertionError, match=sentence):
        run(4 * FEW, number=FAULTY)


DAY, WEEK = timedelta(days=1), {"days": 7}


def follow(*steps) -> None:
    """What Anna does to Bruno and he to her, or days that pass; the invariants are looked at after each."""
    machine = ThreeMembers()
    try:
        for step in steps:
            if isinstance(step, dict):
                machine.time_passes.hypothesis_stateful_rule.function(machine, step)
            else:
                machine._directions[0].do(step)
            machine.nothing_is_violated.hypothesis_stateful_invariant.function(machine)
    finally:
        machine.teardown()


@pytest.fixture
def careless(monkeypatch):
    """A worker that reminds and sends without asking whether it may."""
    monkeypatch.setattr(outbox_worker, "_cancel_reason", lambda row: None)
    monkeypatch.setattr(reminder_batches, "take", reminder_batches.take_with_orm)
    monkeypatch.setattr(Reception, "no_reminder_reason", None)


def send_again_tomorrow(invitation):
    """`Invitation.withdraw`, after which the e-mail of the invitation leaves once more, a day later."""
    withdraw(invitation)
    row = Outbox.objects.filter(invitation=invitation, kind="invitation").get()
    row.pk, row.key, row.attempts = None, "again", 0
    row.status, row.next_at = Outbox.Status.WAITING, row.sent_at + DAY
    row.save()


def always_remind(start, now):
    return now + DAY


FAULTS = {
    "an e-mail after the refusal": ((), ("send", "refuse", WEEK)),
    "an e-mail after switching off": ((), ("send", "switch_off", WEEK)),
    "an e-mail after the withdrawal": (
        ((Invitation, "withdraw", send_again_tomorrow),), ("send", "withdraw", WEEK),
    ),
    "too many reminders": (((policy, "next_reminder", always_remind),), ("send", *[WEEK] * 4)),
}  # fmt: skip


@pytest.mark.parametrize("sentence", FAULTS)
def test_an_e_mail_that_must_not_leave_is_found(careless, monkeypatch, sentence):
    changes, steps = FAULTS[sentence]
    for change in changes:
        monkeypatch.setattr(*change)
    with pytest.raises(AssertionError, match=sentence):
        follow(*steps)


@pytest.mark.parametrize("sentence", FAULTS)
def test_the_same_steps_without_a_fault_keep_the_invariants(sentence):
    follow(*FAULTS[sentence][1])
