"""Random scripts of three members, made as short as possible where one fails.

`THREE_MEMBER_SCRIPTS=20000` tries so many instead of the few that are always the same.
"""

from __future__ import annotations

import os

import pytest
from django.db.models import F
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from invitations.models import Allowance, Invitation, Reception
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
    reception.invitation.mark_accepted(reception.member)


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
