"""P-IND-1: whether Bruno did nothing, ignored, refused, blocked or reported, Anna gets the same, to the byte."""

from __future__ import annotations

import os
from functools import partial

import pytest

from invitations.views import lists
from network.common.pagination import paginate
from network.members.models import Member
from tests.conftest import work
from tests.privacy.leaks import LEAKS
from tests.privacy.scenarios import ENDINGS, SILENCES, WORLDS, browser_of, differences, live
from tests.privacy.steps import STEPS, script, steps_of

SCRIPTS = int(os.environ.get("WORLD_SCRIPTS", "24"))


def some(seed: int) -> list[str]:
    """Nothing, and three of the four silences in turn."""
    calm, *silent = WORLDS
    del silent[seed // 2 % len(silent)]
    return [calm, *silent]


@pytest.mark.rule("R04", "R20", "R21", "R22", "R24", "R25", "R27")
@pytest.mark.parametrize("replied", [False, True])
def test_no_script_of_hers_tells_the_worlds_apart(stage, replied):
    stage.replied = replied
    scripts = {seed: script(seed) for seed in range(int(replied), SCRIPTS, 2)}
    found = {seed: differences(stage, steps_of(names), some(seed)) for seed, names in scripts.items()}
    assert {" → ".join(scripts[seed]): what for seed, what in found.items() if what} == {}


@pytest.mark.rule("R21", "R24", "R27")
def test_no_step_tells_any_of_his_silences(stage):
    assert differences(stage, list(STEPS.values()), SILENCES) == []


def test_what_is_compared_are_her_pages_and_not_the_way_to_sign_in(stage):
    browser_of(stage)
    names = ["look at invitations:sent", "look at invitations:detail", "try his verbs", "withdraw"]
    record = live(stage, "refused", [STEPS[name] for name in names])
    statuses = [value for what, value in record if what == "status"]
    assert statuses == [200, 200, *[404] * 6, 302]


@pytest.mark.parametrize(
    "names",
    [
        ["withdraw", "preview with address"],
        ["half a year passes", "preview"],
        ["a week passes", "preview follow up"],
    ],
)
def test_a_preview_is_the_same_in_all_worlds(stage, names):
    shown = []
    script = [*(STEPS[name] for name in names), lambda here: shown.append(here.record[-2][1])]
    assert differences(stage, script, SILENCES) == []
    assert all("The e-mail that goes out" in body for body in shown)
    assert len(shown) == len(SILENCES)


@pytest.mark.rule("R24", "R27")
def test_what_others_send_her_afterwards_tells_nothing_by_its_place(stage, monkeypatch):
    monkeypatch.setattr(lists, "paginate", partial(paginate, size=1))
    names = ["withdraw", "invite with address", "a friend invites", "look at invitations:received"]
    names += ["three weeks pass", "read mail"]
    assert differences(stage, steps_of(names)) == []


def bruno_leaves(here):
    """And Anna looks everywhere where he was, and writes to his address."""
    Member.objects.get(handle="bruno").leave()
    work()
    for path in ("/", "/invitations/sent/", here.invitation.get_absolute_url(), "/mail/", "/members/bruno/"):
        here.get(path)


@pytest.mark.parametrize("replied", [False, True])
def test_his_leaving_tells_none_of_his_silences(stage, replied):
    stage.replied = replied
    script = [bruno_leaves, *steps_of(["invite by email", "take my copy"])[:2], STEPS["half a year passes"]]
    assert differences(stage, [*script, lambda here: here.get("/invitations/sent/")], SILENCES) == []


def test_after_his_leaving_she_reads_closed(stage, as_):
    stage.bruno.leave()
    work()
    page = as_(stage.anna).get(stage.to_bruno.get_absolute_url()).content.decode()
    assert "Closed" in page
    assert "A former member" in page


def test_blocking_a_connection_looks_like_removing_it(stage):
    assert differences(stage, list(STEPS.values()), ENDINGS) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_caught(stage, monkeypatch, leak):
    plant, names = LEAKS[leak]
    plant(monkeypatch, stage)
    assert differences(stage, [STEPS[name] for name in names])
