"""Measures several ways of doing the same in lock-step.

Absolute times say nothing on a small, shared machine, so a figure is a ratio taken in one run: all variants are alive and
warm, and take turns in slices of a few dozen calls. The figure is the median of the ratios of the rounds.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

Call = Callable[[], object]


@dataclass(frozen=True)
class Slice:
    """What one slice of calls took, in seconds: CPU time and wall time of all, wall time of each."""

    cpu: float
    wall: float
    calls: list[float]


@dataclass(frozen=True)
class Variant:
    """One of the things that are compared: `run` makes so many calls and returns what they took."""

    name: str
    run: Callable[[int], Slice]


@dataclass
class Times:
    """Of one variant: seconds of a call in each round, and the wall time of every single call."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)

    def add(self, part: Slice) -> None:
        self.cpu.append(part.cpu / len(part.calls))
        self.wall.append(part.wall / len(part.calls))
        self.calls += part.calls


def variant(name: str, prepare: Callable[[int], Sequence[Call]]) -> Variant:
    """A variant in this process. `prepare` returns so many calls; what it does itself is not measured."""
    return Variant(name, lambda number: time_calls(prepare(number)))


def repeated(name: str, call: Call) -> Variant:
    """A variant in this process that makes the same call again and again."""
    return variant(name, lambda number: [call] * number)


def time_calls(calls: Sequence[Call]) -> Slice:
    """Make the calls and measure them."""
    gc.collect()
    walls = []
    cpu_started, started = process_time(), perf_counter()
    previous = started
    for call in calls:
        call()
        now = perf_counter()
        walls.append(now - previous)
        previous = now
    return Slice(process_time() - cpu_started, previous - started, walls)


def in_turn(
    variants: Iterable[Variant], rounds: int, size: int, after_round: Callable[[int], object] = lambda _: None
) -> dict[str, Times]:
    """Measure `rounds` slices of `size` calls of each variant, after a slice that warms them up; times by name.

    Each round begins with another variant, so that none always follows the same one.
    """
    order = list(variants)
    times = {each.name: Times() for each in order}
    for each in order:
        each.run(min(size, 5))
    for number in range(rounds):
        for each in order:
            times[each.name].add(each.run(size))
        order.append(order.pop(0))
        after_round(number + 1)
    return times


def median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return median(a / b for a, b in zip(numerators, denominators, strict=True))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
