"""A replay reproduces what was recorded under the numbers in force, and explains what others would have decided."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from django.core.management import CommandError, call_command

from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import Allowance, AllowanceChange, Invitation, Reception
from invitations.policy import Policy
from network.simulation.replay import ReplayCancelled, replay
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.factories import MemberFactory

NUMBERS = Policy(restriction_min=1, restriction_max=2, weekly_allowance=4, close_days=15)
VERBS = ("accept", "ignore", "say_unknown", "ignore", "say_unknown", "restore", "take_back_unknown")


def pass_days(clock, days: int) -> None:
    """The worker runs once a day."""
    for _ in range(days):
        clock.move(days=1, minutes=1)
        tick()
        work()
        clock.move(minutes=1)


def live_a_day(rng: Random, members: list) -> None:
    """Some members do something, whether they may or not."""
    for _ in range(4):
        sender, recipient = rng.sample(members, 2)
        with suppress(NotOpen, AddressNeeded, LimitReached):
            Invitation.objects.send(sender, recipient)
    for invitation in Invitation.objects.open().order_by("pk"):
        if rng.random() < 0.05:
            with suppress(NotOpen, LimitReached):
                invitation.withdraw() if rng.random() < 0.2 else invitation.follow_up()
    for reception in Reception.objects.filter(ended_at=None).order_by("pk"):
        with suppress(NotOpen, LimitReached):
            if rng.random() < 0.2:
                getattr(reception, rng.choice(VERBS))()
            elif rng.random() < 0.1:
                refuse(reception)
            elif rng.random() < 0.05:
                reception.reply("Who are you?")


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.django_db
def test_a_seeded_history_is_reproduced_exactly(clock, set_policy, seed):
    set_policy(
        **{
            name: getattr(NUMBERS, name)
            for name in ("restriction_min", "restriction_max", "weekly_allowance", "close_days")
        }
    )
    rng, members = Random(seed), MemberFactory.create_batch(14)
    tick()
    for day in range(60):
        clock.move(minutes=1)
        live_a_day(rng, members)
        clock.move(minutes=1)
        work()
        if day == 30:
            set_policy(reminder_days=(3, 6), follow_ups=1)
        if day % 20 == 19:
            for allowance in Allowance.objects.exclude(restricted_at=None):
                allowance.lift()
        pass_days(clock, 1)
    result = replay(Policy())
    assert not result.unexplained
    kinds = {kind for kind, _outcome in result.recorded.counts}
    assert kinds >= {"spending", "mail", "reminder", "closing", "restriction"}
    assert result.recorded.counts == result.in_force.counts


@pytest.fixture
def three_weeks(anna, bruno, carla, clock):
    """Anna invites two; Carla refuses. Counted by hand below."""
    tick()
    clock.move(minutes=1)
    invite(anna, bruno)
    refused = reception_of(invite(anna, carla))
    clock.move(minutes=1)
    refuse(refused)
    pass_days(clock, 22)


def test_more_reminders_are_explained_line_by_line(three_weeks, anna):
    """Bruno is reminded on days 7, 14 and 21; with four days fewer between them on five more days."""
    days = (2, 4, 7, 9, 14, 16, 18, 21)
    result = replay(replace(Policy(), reminder_days=days), member=anna.pk)
    assert not result.unexplained
    assert result.in_force.counts["reminder", "due"] == 3
    assert result.other.counts["reminder", "due"] == 8
    due = [line for which, line in result.lines if line.outcome == "due" and which == "other"]
    assert [line.day for line in due] == [
        "2026-11-24",
        "2026-11-26",
        "2026-12-01",
        "2026-12-08",
        "2026-12-10",
    ]
    refused = "refused before it left"
    assert (result.in_force.counts["reminder", refused], result.other.counts["reminder", refused]) == (3, 8)


def test_one_refuser_restricts_on_the_next_day(three_weeks, anna):
    result = replay(replace(Policy(), restriction_min=1, restriction_max=1))
    assert result.restricted_in_force == {}
    assert result.restricted == {anna.pk: "2026-11-23"}


def test_an_earlier_closing_ends_the_reminders(three_weeks):
    result = replay(replace(Policy(), close_days=10))
    assert result.other.counts["closing", "closed"] == 2
    assert result.other.counts["reminder", "due"] == 1


def test_a_smaller_allowance_refuses_what_was_sent(three_weeks):
    result = replay(replace(Policy(), allowance=1))
    assert result.other.counts["spending", "spent"] == 1
    assert result.other.counts["spending", "refused: allowance"] == 1
    assert result.other.counts["mail", "queued"] == 1


def test_attempts_that_were_refused_are_decided_again(anna, bruno, carla, clock, set_policy):
    set_policy(weekly_allowance=1)
    Allowance.objects.filter(pk=anna.pk).update(weekly_limit=1)
    tick()
    clock.move(minutes=1)
    Invitation.objects.send(anna, bruno)
    clock.move(minutes=1)
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, carla)
    result = replay(Policy())
    assert not result.unexplained
    assert result.in_force.counts["attempt", "refused: weekly_allowance"] == 1
    assert result.other.counts["attempt", "allowed"] == 1


def test_grants_count_under_every_policy(anna, bruno, clock, set_policy):
    tick()
    clock.move(minutes=1)
    Allowance.objects.get(member=anna).grant(1)
    clock.move(minutes=1)
    invite(anna, bruno)
    result = replay(replace(Policy(), allowance=0, weekly_allowance=0))
    assert result.other.counts["spending", "spent"] == 1
    assert AllowanceChange.objects.count() == 1


def test_what_lies_before_the_rows_is_counted_as_such(anna, bruno):
    invite(anna, bruno)
    result = replay(Policy())
    assert result.recorded.counts == {}
    assert sum(result.cannot_be_replayed.values()) == 2  # it was sent, and mailed


def test_it_can_be_cancelled_and_says_how_far_it_is(three_weeks):
    seen: list[int] = []
    with pytest.raises(ReplayCancelled):
        replay(Policy(), progress=seen.append, cancelled=lambda: True)
    assert not seen
    replay(Policy(), progress=seen.append)
    assert seen == [0]


def test_the_command_says_what_differs_and_for_whom(three_weeks, anna, tmp_path, capsys):
    file = tmp_path / "numbers.toml"
    file.write_text("[policy]\nrestriction_min = 1\nrestriction_max = 1\n")
    call_command("replay", policy=file, member="anna", since="2026-11-01")
    out = capsys.readouterr().out
    assert "Restricted: anna, under the numbers in force –, under the others 2026-11-23" in out
    assert f"2026-11-23 restriction {anna.pk}: restricted, only under the other numbers" in out
    assert "What they would have done otherwise is not guessed." in out


def test_the_counts_as_json_name_nobody(three_weeks, tmp_path, capsys):
    file = tmp_path / "numbers.toml"
    file.write_text("[policy]\n")
    call_command("replay", policy=file, json=True)
    out = capsys.readouterr().out
    assert '"unexplained": 0' in out
    assert "anna" not in out.lower()


@pytest.mark.parametrize(
    ("options", "sentence"), [({"since": "tomorrow"}, "a day"), ({"member": "x"}, "No member")]
)
def test_wrong_options_are_one_sentence(db, tmp_path, options, sentence):
    file = tmp_path / "numbers.toml"
    file.write_text("[policy]\n")
    with pytest.raises(CommandError, match=sentence):
        call_command("replay", policy=file, **options)


def test_a_wrong_file_is_one_sentence(db, tmp_path):
    file = tmp_path / "numbers.toml"
    file.write_text("[policy]\nfollow_ups = -1\n")
    with pytest.raises(CommandError, match="follow_ups"):
        call_command("replay", policy=file)
