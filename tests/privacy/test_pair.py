"""P-IND-2: every short script of one pair. `PAIR_SCRIPT_STEPS=4` walks one step further."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest

from invitations.models import Invitation, Reception, Refusal
from invitations.models.refusal import RefusalQuerySet
from tests.conftest import work
from tests.privacy.pair_model import ENDED_OPENLY, HERS, NOTHING_THERE, SILENT, STEPS, Pair
from tests.privacy.savepoints import rolled_back

LONGEST = int(os.environ.get("PAIR_SCRIPT_STEPS", "3"))
Script = tuple[str, ...]
Answers = tuple[tuple[str, str], ...]


@dataclass
class End:
    """Where a script led: what each got for an answer, and what Anna sees."""

    answers: Answers
    seen: dict[str, Any]

    def answers_of(self, hers: bool, after: int) -> list[tuple[str, str]]:
        return [(step, got) for step, got in self.answers[after:] if (step in HERS) is hers]


@dataclass
class Walk:
    pair: Pair
    longest: int = LONGEST
    ends: dict[Script, End] = field(default_factory=dict)

    def go(self, script: Script = (), answers: Answers = ()) -> None:
        """Every script that begins with this one, each from the state that its beginning left."""
        self.ends[script] = End(answers, self.pair.seen_by_anna())
        for step in STEPS if len(script) < self.longest else ():
            self.branch(script, answers, step)

    def branch(self, script: Script, answers: Answers, step: str) -> None:
        instant = self.pair.clock.instant
        with rolled_back():
            answer = self.step(script, step)
            self.go((*script, step), (*answers, (step, answer)))
        self.pair.clock.instant = instant

    def step(self, script: Script, step: str) -> str:
        pair = self.pair
        used, mailed, gone = pair.used(), pair.mailed_of(), pair.withdrawn()
        refused, blocked = pair.refused(), pair.blocked()
        answer = pair.do(step)
        where = " → ".join((*script, step))
        pair.check()
        assert all(pair.used()[pk] >= before for pk, before in used.items()), f"{where}: allowance fell"
        more = {pk for pk, count in pair.mailed_of().items() if count > mailed.get(pk, 0)}
        assert not more & gone, f"{where}: mail after the withdrawal"
        assert not (refused and pair.refused() and more), f"{where}: mail after the refusal"
        assert not (blocked and pair.blocked() and more), f"{where}: mail after the block"
        return answer

    def differences(self) -> list[str]:
        """The scripts whose last silence Anna could tell from Bruno's doing nothing."""
        asked = [script for script in self.ends if set(SILENT) & set(script[1:])]
        return [" → ".join(script) for script in asked if shows(self.ends, script)]


@pytest.mark.rule("R01", "R20", "R21", "R24", "R25", "R27", "R30", "R32")
@pytest.mark.parametrize("first", STEPS)
def test_every_short_script_keeps_the_invariants_and_anna_sees_no_silence(anna, bruno, clock, first):
    walk = Walk(Pair(anna, bruno, clock))
    walk.branch((), (), first)
    assert len(walk.ends) == sum(len(STEPS) ** n for n in range(LONGEST))
    assert walk.differences() == []


@pytest.mark.parametrize("silence", ["ignore", "refuse", "report"])
def test_there_is_nothing_to_be_silent_about_before_the_first_step(anna, bruno, clock, silence):
    assert Pair(anna, bruno, clock).do(silence) == NOTHING_THERE


def test_blocking_whom_he_has_invited_looks_like_withdrawing(anna, bruno, clock):
    pair, seen = Pair(anna, bruno, clock), []
    pair.do("invite_back")
    for verb in (lambda: Invitation.objects.sent_by(bruno).get().withdraw(), lambda: pair.do("block")):
        with rolled_back():
            verb()
            work()
            seen.append(pair.seen_by_anna())
    assert seen[0] == seen[1]
    assert seen[0]["inbox"] == []


def test_the_comparison_sees_a_refusal_that_shows(anna, bruno, clock, monkeypatch):
    refused = Reception.objects.filter(refused_at__isnull=False)
    shown = property(lambda row: row.is_open and not refused.filter(invitation=row).exists())
    monkeypatch.setattr(Invitation, "may_follow_up", shown)
    walk = Walk(Pair(anna, bruno, clock), longest=2)
    walk.go()
    assert walk.differences() == [
        "send → refuse", "send → report", "by_email → refuse", "by_email → report"
    ]  # fmt: skip


def test_the_walk_sees_mail_after_a_refusal(anna, bruno, clock, monkeypatch):
    monkeypatch.setattr(RefusalQuerySet, "standing", lambda rows: rows.none())
    monkeypatch.setattr(Pair, "refused", lambda pair: Refusal.objects.filter(voided_at=None).exists())
    pair = Pair(anna, bruno, clock)
    for step in ("send", "refuse", "withdraw"):
        pair.do(step)
    with pytest.raises(AssertionError, match="mail after the refusal"):
        Walk(pair).step((), "send")


def shows(ends: dict[Script, End], script: Script) -> bool:
    """Whether Anna gets anything else than if Bruno had done nothing in place of his last silence.

    What he does openly afterwards is his own to tell: where he could do something else, the scripts part.
    """
    at = max(place for place, step in enumerate(script) if step in SILENT)
    if ends[script].answers[at][1] in ENDED_OPENLY:
        return False
    this, quiet = ends[script], ends[script[:at] + script[at + 1 :]]
    if this.answers_of(False, after=at + 1) != quiet.answers_of(False, after=at):
        return False
    return this.seen != quiet.seen or this.answers_of(True, after=0) != quiet.answers_of(True, after=0)
