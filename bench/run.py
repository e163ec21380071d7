"""What a figure is given, and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.databases import Databases
from bench.measure import Times, Variant, in_turn, median_ratio, percentile

ROUNDS, QUICK_ROUNDS = 24, 6
MOST_SECONDS = 900
"""After so long no further round begins."""
SLICE = 30
"""Requests or transactions that a variant makes in a row."""


@dataclass
class Row:
    """One figure of the table. `wall` is its ratio by wall time, where that differs: the server works in other processes."""

    name: str
    goal: str
    value: float | None
    wall: float | None = None
    unit: str = ""
    note: str = ""
    growth: dict[str, float] = field(default_factory=dict)
    """For the plot: rows or members → cost, as a multiple of the smallest."""


@dataclass
class Run:
    """One measurement of one figure on one engine."""

    engine: str
    quick: bool
    large: bool
    databases: Databases
    progress: Callable[[str], object]
    redis_url: str | None = None

    @property
    def rounds(self) -> int:
        return QUICK_ROUNDS if self.quick else ROUNDS

    @property
    def sizes(self) -> list[int]:
        """Members of the networks, for figures about growth."""
        return [10**3, 10**4] + [10**5] * (not self.quick) + [10**6] * (self.large and not self.quick)

    def in_turn(self, *variants: Variant, size: int = SLICE, rounds: int = 0) -> dict[str, Times]:
        rounds = rounds or self.rounds

        def report(number: int) -> None:
            self.progress(f"round {number} of {rounds}")

        return in_turn(variants, rounds, size, report, MOST_SECONDS)

    def ratio(self, name: str, goal: str, above: Times, below: Times, note: str = "") -> Row:
        """The cost of `above` divided by that of `below`: how many times as fast `below` is."""
        wall = median_ratio(above.wall, below.wall) if self.engine == "postgresql" else None
        return Row(name, goal, median_ratio(above.cpu, below.cpu), wall, note=note)

    def slowdown(self, name: str, goal: str, above: Times, below: Times, note: str = "") -> Row:
        """The cost of `above` as a multiple of that of `below`, with the work of the database."""
        return Row(name, goal, median_ratio(self.costs(above), self.costs(below)), note=note)

    def tail(self, name: str, goal: str, above: Times, below: Times, percent: float, note: str = "") -> Row:
        """As `slowdown`, of the slowest calls."""
        costs = [percentile(self.costs_of_calls(each), percent) for each in (above, below)]
        return Row(name, goal, costs[0] / costs[1], note=note)

    def growth(self, name: str, goal: str, times: dict[int, Times], percent: float = 50) -> Row:
        """How the cost of a call grows from the smallest size to the largest; by the median or another percentile."""
        costs = {size: percentile(self.costs_of_calls(times[size]), percent) for size in sorted(times)}
        smallest, largest = min(costs), max(costs)
        growth = {str(size): cost / costs[smallest] for size, cost in costs.items()}
        note = f"from {smallest:,} to {largest:,}"
        return Row(name, goal, costs[largest] / costs[smallest], note=note, growth=growth)

    def costs(self, times: Times) -> list[float]:
        """Of each round, with the work of the database: CPU time with SQLite, which works in this process, else wall time."""
        return times.cpu if self.engine == "sqlite" else times.wall

    def costs_of_calls(self, times: Times) -> list[float]:
        return times.cpu_of_calls if self.engine == "sqlite" else times.wall_of_calls
