"""Response times: the two worlds take turns in random order, so that a busy machine slows both, and ranks are compared."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from proving import ranks
from proving.compare import Finding

Sample = Callable[[], float]
"""Measures once, and returns seconds."""


@dataclass
class Times:
    """The seconds in the world in which nothing happened, and in that of the silence."""

    nothing: list[float] = field(default_factory=list)
    silence: list[float] = field(default_factory=list)

    def p_value(self) -> float:
        return ranks.smallest_p(self.nothing, self.silence) if self.nothing and self.silence else 1.0

    def finding(self, kind: str, where: str) -> Finding:
        p = f"p = {self.p_value():.1g}"
        return Finding(kind, where, _described(self.nothing), f"{_described(self.silence)}, {p}")


def measure(nothing: Sample, silence: Sample, samples: int, rng: random.Random) -> Times:
    times = Times()
    pair = [(nothing, times.nothing), (silence, times.silence)]
    for _ in range(samples):
        rng.shuffle(pair)
        for sample, seconds in pair:
            seconds.append(sample())
    return times


def compare(
    kind: str, where: str, nothing: Sample, silence: Sample, samples: int, rng: random.Random
) -> Finding | None:
    """A finding only if a second sample, drawn after the first, confirms it: what passes by is no difference."""
    for _ in range(2):
        times = measure(nothing, silence, samples, rng)
        if times.p_value() >= ranks.ALPHA:
            return None
    return times.finding(kind, where)


def _described(seconds: list[float]) -> str:
    return f"median {median(seconds) * 1000:.2f} ms of {len(seconds)}"
