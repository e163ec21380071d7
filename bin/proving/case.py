"""One case: a silence of the recipient in a script of the sender, in two worlds side by side."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from proving import compare, timing
from proving.background import Background
from proving.compare import Finding, Key
from proving.description import RECIPIENT, SENDER, Script, Silence, Site
from proving.observations import Observation
from proving.people import Pair
from proving.world import World

NOTHING, SILENCE = 0, 1


@dataclass(frozen=True)
class Case:
    name: str
    silence: Silence
    script: Script

    def needs_clock(self) -> bool:
        return any(step.startswith("clock ") for step in [*self.script.before, *self.script.after])


@dataclass
class Result:
    """`findings` tell; `unclear` differed before anything silent was done, so it cannot be compared."""

    name: str
    told: bool = False
    findings: list[Finding] = field(default_factory=list)
    unclear: list[Finding] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    posts: dict[str, timing.Times] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        rows = {name: [asdict(each) for each in getattr(self, name)] for name in ("findings", "unclear")}
        posts = {verb: asdict(times) for verb, times in self.posts.items()}
        counts = {"compared": dict(self.compared), "used": dict(self.used)}
        return {"name": self.name, "told": self.told, **rows, **counts, "posts": posts}


def cases(site: Site) -> Iterator[Case]:
    """Every silence in every script; what shall be told in the first script alone."""
    for number, (script_name, script) in enumerate(site.scripts.items()):
        for name, silence in site.silences.items():
            if not (silence.told and number):
                yield Case(f"{name}, {script_name}", silence, script)


class Player:
    """Plays a case. `pairs` are the people of both worlds; which does nothing, the seed draws."""

    def __init__(
        self, site: Site, url: str, background: Background, case: Case, pairs: list[Pair], rng: random.Random
    ) -> None:
        rng.shuffle(pairs)
        self.site, self.background, self.case, self.rng = site, background, case, rng
        self.worlds = [World(site, background, url, pair, other) for pair, other in (pairs, pairs[::-1])]
        self.result = Result(case.name, case.silence.told)
        self.not_comparable: set[Key] = set()

    def play(self, samples: int) -> Result:
        for world in self.worlds:
            world.sign_in(SENDER)
            world.sign_in(RECIPIENT)
        if self.case.silence.first:
            self._be_silent()
        for step in self.case.script.before:
            self._prepare(step)
        if not self.case.silence.first:
            self._be_silent()
        if self.case.script.timed and not self.case.silence.told:
            self._time_pages(samples)
        for number, step in enumerate(self.case.script.after, 1):
            self._observe(step, f"{number}: {step}")
        self._keep_posts()
        return self.result

    def _in_both(self, act: Callable[[World], list[Observation]]) -> list[list[Observation]]:
        """In random order; what each world showed, that of nothing first."""
        seen: dict[int, list[Observation]] = {}
        for place in self.rng.sample((NOTHING, SILENCE), 2):
            seen[place] = act(self.worlds[place])
        self.background.wait()
        return [seen[NOTHING], seen[SILENCE]]

    def _prepare(self, step: str) -> None:
        """A step before the silence; after an early one it is observed already."""
        if self.case.silence.first:
            self._observe(step, f"before: {step}")
        elif step.startswith("clock "):
            self.background.move_clock(step.removeprefix("clock "))
        elif step != "look":
            self._do_in_both(step)

    def _do_in_both(self, step: str) -> None:
        """Without comparing anything."""
        for world in self.rng.sample(self.worlds, 2):
            world.do(step)
        self.background.wait()

    def _be_silent(self) -> None:
        """Both senders look; then, world after world, the sender looks, the recipient is silent or not, the sender looks.

        Nothing else happens between these two looks, so counters can be compared by their growth.
        """
        self._control(*self._in_both(lambda world: world.look("before the silence")))
        before: dict[int, list[Observation]] = {}
        after: dict[int, list[Observation]] = {}
        for place in self.rng.sample((NOTHING, SILENCE), 2):
            world = self.worlds[place]
            before[place] = world.look("just before the silence")
            for step in self.case.silence.steps if place == SILENCE else self.case.silence.instead:
                world.do(step)
                self.background.wait()
            after[place] = world.look("after the silence")
        for rows in zip(before[NOTHING], after[NOTHING], before[SILENCE], after[SILENCE], strict=True):
            if growth := compare.counter_difference(rows[:2], rows[2:]):
                self.result.findings.append(growth)
        self._compare(after[NOTHING], after[SILENCE])

    def _control(self, nothing: list[Observation], silence: list[Observation]) -> None:
        """What differs before the silence is of the accounts, and is not compared; counters are, by their growth."""
        for a, b in zip(nothing, silence, strict=True):
            if finding := compare.difference(a, b):
                self.not_comparable.add(compare.key(a))
                if not compare.are_counters(a, b):
                    self.result.unclear.append(finding)

    def _observe(self, step: str, when: str) -> None:
        if step.startswith("clock "):
            self.background.move_clock(step.removeprefix("clock "))
            self.background.wait()
        elif step == "look":
            self._compare(*self._in_both(lambda world: world.look(when)))
        elif self.site.verbs[step].observed:
            self._compare(*self._in_both(lambda world: world.observe(step, when)))
        else:
            self._do_in_both(step)

    def _compare(self, nothing: list[Observation], silence: list[Observation]) -> None:
        """Of each kind on each page the first finding is kept."""
        self.result.compared.update(each.part for each in nothing)
        known = {(each.kind, each.where.partition(", ")[0]) for each in self.result.findings}
        for key, finding in compare.differences(nothing, silence):
            name = (finding.kind, finding.where.partition(", ")[0])
            if key not in self.not_comparable and name not in known:
                self.result.findings.append(finding)

    def _time_pages(self, samples: int) -> None:
        for page in self.site.timed:
            self._time("time", page, lambda world, page=page: world.get_seconds(page), samples)
        if pace := self.site.pace:
            where = f"the e-mail after {pace.verb}"
            self._time("pace", where, lambda world: world.seconds_until_mail(pace.verb), samples)

    def _time(self, kind: str, where: str, seconds: Callable[[World], float], samples: int) -> None:
        """Nothing without samples."""
        if not samples:
            return
        self.result.compared[kind] += 1
        nothing, silence = (partial(seconds, world) for world in self.worlds)
        if finding := timing.compare(kind, where, nothing, silence, samples, self.rng):
            self.result.findings.append(finding)

    def _keep_posts(self) -> None:
        """And the masks that both senders' pages needed."""
        for name in self.worlds[NOTHING].posts:
            pair = [world.posts.get(name, []) for world in self.worlds]
            self.result.posts[name] = timing.Times(*pair)
        for world in self.worlds:
            self.result.used += world.neutral.used
