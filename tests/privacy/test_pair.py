"""Every short script of one pair. `PAIR_SCRIPT_STEPS=4` makes the scripts one step longer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from invitations.models import Invitation, Reception, Refusal
from invitations.models.refusal import RefusalQuerySet
from tests.conftest import work
from tests.privacy.pair_model import ANNA_STEPS, ENDED_VISIBLY, NOTHING_THERE, SILENT, STEPS, Pair
from tests.privacy.savepoints import rolled_back

MAX_STEPS = int(os.environ.get("PAIR_SCRIPT_STEPS", "3"))
Script = tuple[str, ...]
Answers = tuple[tuple[str, str], ...]


@dataclass
class End:
    """The state after a script: the answers of all steps, and what Anna sees."""

    answers: Answers
    seen: dict[str, Any]

    def with_answer(self, place: int, answer: tuple[str, str]) -> End:
        """The same state after one more step, at this place, that changed nothing."""
        return End((*self.answers[:place], answer, *self.answers[place:]), self.seen)

    def answers_of(self, of_anna: bool, after: int) -> list[tuple[str, str]]:
        return [(step, got) for step, got in self.answers[after:] if (step in ANNA_STEPS) is of_anna]


@dataclass
class State:
    """What the assertions about a step compare: before it and after it."""

    used: dict[int, int]
    emails: dict[int, int]
    withdrawn: set[int]
    refused: bool
    blocked: bool

    @classmethod
    def of(cls, pair: Pair) -> State:
        return cls(pair.used(), pair.count_emails(), pair.withdrawn(), pair.refused(), pair.blocked())


@dataclass
class Tree:
    """Runs all scripts up to `max_steps`, each from the state after its beginning. `ends` has their results.

    A step that writes no row and does not move the clock leaves everything as it was: what follows it is not run again.
    """

    pair: Pair
    max_steps: int = MAX_STEPS
    ends: dict[Script, End] = field(default_factory=dict)
    without_effect: set[Script] = field(default_factory=set)

    def run(self, script: Script = (), answers: Answers = ()) -> None:
        """Run every script that begins with this one."""
        self.ends[script] = End(answers, self.pair.seen_by_anna())
        if len(script) < self.max_steps and script not in self.without_effect:
            before = State.of(self.pair)
            for step in STEPS:
                self.branch(script, answers, step, before)

    def branch(self, script: Script, answers: Answers, step: str, before: State) -> None:
        instant, longer = self.pair.clock.instant, (*script, step)
        with rolled_back(), counted_writes() as writes:
            answer = self.step(script, step, before)
            if not writes and self.pair.clock.instant == instant:
                self.without_effect.add(longer)
            self.run(longer, (*answers, (step, answer)))
        self.pair.clock.instant = instant

    def end_of(self, script: Script) -> End:
        """The state after a script, also one that was not run because a step of it changes nothing."""
        if script in self.ends:
            return self.ends[script]
        place = next(n for n in range(len(script)) if script[: n + 1] in self.without_effect)
        answer = self.ends[script[: place + 1]].answers[-1]
        return self.end_of(script[:place] + script[place + 1 :]).with_answer(place, answer)

    def step(self, script: Script, step: str, before: State) -> str:
        answer = self.pair.do(step)
        label = " → ".join((*script, step))
        self.pair.check()
        after = State.of(self.pair)
        assert all(after.used[pk] >= used for pk, used in before.used.items()), f"{label}: allowance fell"
        emailed = {pk for pk, count in after.emails.items() if count > before.emails.get(pk, 0)}
        assert not emailed & before.withdrawn, f"{label}: mail after the withdrawal"
        assert not (before.refused and after.refused and emailed), f"{label}: mail after the refusal"
        assert not (before.blocked and after.blocked and emailed), f"{label}: mail after the block"
        return answer

    def differences(self) -> list[str]:
        """The scripts whose last silent verb Anna could tell from no action of Bruno."""
        silent = [script for script in self.ends if set(SILENT) & set(script[1:])]
        return [" → ".join(script) for script in silent if shows(self, script)]


@pytest.mark.rule("R01", "R20", "R21", "R24", "R25", "R27", "R30", "R32")
@pytest.mark.every_case
@pytest.mark.parametrize("first", STEPS)
def test_every_script_keeps_the_invariants_and_hides_silent_verbs(anna, bruno, clock, first):
    tree = Tree(Pair(anna, bruno, clock))
    tree.branch((), (), first, State.of(tree.pair))
    assert count_scripts(tree) == sum(len(STEPS) ** n for n in range(MAX_STEPS))
    assert tree.differences() == []


@pytest.mark.parametrize("silence", ["ignore", "refuse", "report"])
def test_silent_verbs_do_nothing_without_an_invitation(anna, bruno, clock, silence):
    assert Pair(anna, bruno, clock).do(silence) == NOTHING_THERE


def test_blocking_a_recipient_is_the_same_as_withdrawing(anna, bruno, clock):
    pair, seen = Pair(anna, bruno, clock), []
    pair.do("invite_back")
    for verb in (lambda: Invitation.objects.sent_by(bruno).get().withdraw(), lambda: pair.do("block")):
        with rolled_back():
            verb()
            work()
            seen.append(pair.seen_by_anna())
    assert seen[0] == seen[1]
    assert seen[0]["inbox"] == []


def test_a_visible_refusal_is_detected(anna, bruno, clock, monkeypatch):
    refused = Reception.objects.filter(refused_at__isnull=False)
    shown = property(lambda row: row.is_open and not refused.filter(invitation=row).exists())
    monkeypatch.setattr(Invitation, "may_follow_up", shown)
    tree = Tree(Pair(anna, bruno, clock), max_steps=2)
    tree.run()
    assert tree.differences() == [
        "send → refuse", "send → report", "by_email → refuse", "by_email → report"
    ]  # fmt: skip


def test_an_email_after_a_refusal_is_detected(anna, bruno, clock, monkeypatch):
    monkeypatch.setattr(RefusalQuerySet, "standing", lambda rows: rows.none())
    monkeypatch.setattr(Pair, "refused", lambda pair: Refusal.objects.filter(voided_at=None).exists())
    pair = Pair(anna, bruno, clock)
    for step in ("send", "refuse", "withdraw"):
        pair.do(step)
    clock.move(days=1)
    with pytest.raises(AssertionError, match="mail after the refusal"):
        Tree(pair).step((), "send", State.of(pair))


def count_scripts(tree: Tree) -> int:
    """How many scripts the results are of: one without effect stands for all that begin with it."""
    steps_left = (
        tree.max_steps - len(script) if script in tree.without_effect else 0 for script in tree.ends
    )
    return sum(len(STEPS) ** n for left in steps_left for n in range(left + 1))


@contextmanager
def counted_writes() -> Iterator[list[str]]:
    """The statements in the block that change rows."""
    writes: list[str] = []

    def execute(run, sql, params, many, context):
        result = run(sql, params, many, context)
        no_row = context["cursor"].rowcount == 0 and "RETURNING" not in sql
        if not (no_row or sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"))):
            writes.append(sql)
        return result

    with connection.execute_wrapper(execute):
        yield writes


def shows(tree: Tree, script: Script) -> bool:
    """Whether Anna gets anything else than without the last silent verb of Bruno.

    Scripts in which it changes the answers to his later verbs are not compared: these are visible to her.
    """
    at = max(place for place, step in enumerate(script) if step in SILENT)
    script_end, quiet_end = tree.end_of(script), tree.end_of(script[:at] + script[at + 1 :])
    if script_end.answers[at][1] in ENDED_VISIBLY:
        return False
    if script_end.answers_of(False, after=at + 1) != quiet_end.answers_of(False, after=at):
        return False
    return script_end.seen != quiet_end.seen or script_end.answers_of(True, after=0) != quiet_end.answers_of(
        True, after=0
    )
