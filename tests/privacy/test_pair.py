"""P-IND-2: every short script of one pair. `PAIR_SCRIPT_STEPS=4` walks one step further."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest

from invitations.models import Invitation, Reception, Refusal
from invitations.querysets import RefusalQuerySet
from tests.privacy.forks import rolled_back
from tests.privacy.pair import HERS, SILENT, STEPS, Pair

LONGEST = int(os.environ.get("PAIR_SCRIPT_STEPS", "3"))
Script = tuple[str, ...]


@dataclass
class End:
    """Where a script led: what each got for an answer, and what Anna sees."""

    answers: list[tuple[str, str]]
    seen: dict[str, Any]

    def answers_of(self, hers: bool, after: int) -> list[tuple[str, str]]:
        return [(step, got) for step, got in self.answers[after:] if (step in HERS) is hers]


@dataclass
class Walk:
    pair: Pair
    longest: int = LONGEST
    ends: dict[Script, End] = field(default_factory=dict)

    def go(self, script: Script = (), answers: tuple[tuple[str, str], ...] = ()) -> None:
        """Every script that begins with this one, each from the state that its beginning left."""
        self.ends[script] = End(list(answers), self.pair.seen_by_anna())
        if len(script) == self.longest:
            return
        for step in STEPS:
            instant = self.pair.clock.instant
            with rolled_back():
                answer = self.step(script, step)
                self.go((*script, step), (*answers, (step, answer)))
            self.pair.clock.instant = instant

    def step(self, script: Script, step: str) -> str:
        pair = self.pair
        used, mailed, refused, gone = pair.used(), pair.mailed_of(), pair.refused(), pair.withdrawn()
        answer = pair.do(step)
        where = " → ".join((*script, step))
        pair.check()
        assert all(pair.used()[pk] >= before for pk, before in used.items()), f"{where}: allowance fell"
        more = {pk for pk, count in pair.mailed_of().items() if count > mailed.get(pk, 0)}
        assert not more & gone, f"{where}: mail after the withdrawal"
        assert not (refused and pair.refused() and more), f"{where}: mail after the refusal"
        return answer

    def differences(self) -> list[str]:
        found = [difference(self.ends, script, at) for script in self.ends for at in silences(script)]
        return [script for script in found if script]


@pytest.mark.rule("R01", "R20", "R21", "R24", "R25", "R27", "R30", "R32")
def test_every_short_script_keeps_the_invariants_and_anna_sees_no_silence(anna, bruno, clock):
    walk = Walk(Pair(anna, bruno, clock))
    walk.go()
    assert len(walk.ends) == sum(len(STEPS) ** n for n in range(LONGEST + 1))
    assert walk.differences() == []


def test_the_comparison_sees_a_refusal_that_shows(anna, bruno, clock, monkeypatch):
    refused = Reception.objects.filter(refused_at__isnull=False)
    shown = property(lambda row: row.is_open and not refused.filter(invitation=row).exists())
    monkeypatch.setattr(Invitation, "may_follow_up", shown)
    walk = Walk(Pair(anna, bruno, clock), longest=2)
    walk.go()
    assert walk.differences() == ["send → refuse", "by_email → refuse"]


def test_the_walk_sees_mail_after_a_refusal(anna, bruno, clock, monkeypatch):
    monkeypatch.setattr(RefusalQuerySet, "standing", lambda rows: rows.none())
    monkeypatch.setattr(Pair, "refused", lambda pair: Refusal.objects.filter(voided_at=None).exists())
    pair = Pair(anna, bruno, clock)
    for step in ("send", "refuse", "withdraw"):
        pair.do(step)
    with pytest.raises(AssertionError, match="mail after the refusal"):
        Walk(pair).step((), "send")


def silences(script: Script) -> list[int]:
    """Where the last silent step of the recipient stands, if there is one."""
    return [at for at, step in enumerate(script) if step in SILENT][-1:]


def difference(ends: dict[Script, End], script: Script, at: int) -> str:
    """How Anna could tell this silence from Bruno's doing nothing; empty where she cannot.

    What he does openly afterwards is his own to tell: where he could do something else, the scripts part.
    """
    quiet = ends[script[:at] + script[at + 1 :]]
    this = ends[script]
    if this.answers_of(hers=False, after=at + 1) != quiet.answers_of(hers=False, after=at):
        return ""
    same = this.seen == quiet.seen and this.answers_of(True, 0) == quiet.answers_of(True, 0)
    return "" if same else " → ".join(script)
