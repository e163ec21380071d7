"""Measures several ways of doing the same in lock-step.

Absolute times say nothing on a small, shared machine, so a figure is a ratio taken in one run: all variants are alive and
warm, and take turns in slices of a few dozen calls. The figure is the median of the ratios of the rounds.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, median
from time import perf_counter, process_time

from network.common.call_stack import in_one_chunk

Call = Callable[[], object]


@dataclass(frozen=True)
class Slice:
    """The seconds of CPU time and of wall time that each call of a slice took."""

    cpu: list[float]
    wall: list[float]


@dataclass(frozen=True)
class Variant:
    """One of the things that are compared: `run` makes so many calls and returns what they took."""

    name: str
    run: Callable[[int], Slice]


@dataclass
class Times:
    """Of one variant: seconds of a call, the mean of each round, and of every single call."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu_of_calls: list[float] = field(default_factory=list)
    wall_of_calls: list[float] = field(default_factory=list)

    def add(self, part: Slice) -> None:
        self.cpu.append(fmean(part.cpu))
        self.wall.append(fmean(part.wall))
        self.cpu_of_calls += part.cpu
        self.wall_of_calls += part.wall


def variant(name: str, prepare: Callable[[int], Sequence[Call]]) -> Variant:
    """A variant in this process. `prepare` returns so many calls; what it does itself is not measured."""
    return Variant(name, lambda number: time_calls(prepare(number)))


def repeated(name: str, call: Call) -> Variant:
    """A variant in this process that makes the same call again and again."""
    return variant(name, lambda number: [call] * number)


def batch(name: str, prepare: Callable[[int], object], call: Call, share: int = 1) -> Variant:
    """A variant whose one call does the work of a whole slice, which `prepare` lays out for so many rows.

    A slow one gets only the `share`-th part of the rows; what counts is the time of a row.
    """

    def run(number: int) -> Slice:
        rows = max(1, number // share)
        prepare(rows)
        part = time_calls([call])
        return Slice([part.cpu[0] / rows] * rows, [part.wall[0] / rows] * rows)

    return Variant(name, run)


@in_one_chunk
def time_calls(calls: Sequence[Call]) -> Slice:
    """Make the calls and measure them: in a chunk of the call stack, so that no variant is slow for its depth alone."""
    gc.collect()
    cpu, wall = [process_time()], [perf_counter()]
    for call in calls:
        call()
        cpu.append(process_time())
        wall.append(perf_counter())
    return Slice([b - a for a, b in pairwise(cpu)], [b - a for a, b in pairwise(wall)])


def in_turn(
    variants: Iterable[Variant],
    rounds: int,
    size: int,
    after_round: Callable[[int], object] = lambda _: None,
    seconds: float = math.inf,
) -> dict[str, Times]:
    """Measure `rounds` slices of `size` calls of each variant, after a slice that warms them up; times by name.

    Each round begins with another variant, so that none always follows the same one. After so many `seconds` no further
    round begins.
    """
    started = perf_counter()
    order = list(variants)
    times = {each.name: Times() for each in order}
    for each in order:
        each.run(min(size, 5))
    for number in range(rounds):
        for each in order:
            times[each.name].add(each.run(size))
        order.append(order.pop(0))
        after_round(number + 1)
        if perf_counter() - started > seconds:
            break
    return times


def median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return median(a / b for a, b in zip(numerators, denominators, strict=True))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
