"""P20: `tick` where nothing is due, the first of a day, and how long it takes to seed a large network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.measure import Call, Variant, variant
from bench.run import Row, Run
from invitations.models import RestrictionRun
from network.common import jobs

SLICE = 3
LARGEST = 10**6


def measure(run: Run) -> Iterator[Row]:
    variants: list[Variant] = []
    for size in run.sizes:
        name = run.databases.network(size)
        while any(jobs.tick().values()):
            pass
        variants.append(variant(f"tick {size}", partial(ticks, run, name, False)))
        variants.append(variant(f"first {size}", partial(ticks, run, name, True)))
    times = run.in_turn(*variants, size=SLICE)
    usual = {size: times[f"tick {size}"] for size in run.sizes}
    first = {size: times[f"first {size}"] for size in run.sizes}
    yield run.growth("tick with nothing due", "≤ 2", usual)
    yield run.growth(
        "the first tick of a day",
        "≤ 5",
        {run.sizes[0]: usual[run.sizes[0]], run.sizes[-1]: first[run.sizes[-1]]},
    )
    largest = run.sizes[-1]
    goal = "≤ 15" if largest == LARGEST and run.engine == "postgresql" else ""
    minutes = run.databases.seed_seconds(largest) / 60
    yield Row(f"seeding {largest:,} members, {largest * 10:,} connections", goal, minutes, unit="min")


def ticks(run: Run, database: str, first_of_day: bool, number: int) -> list[Call]:
    """Calls of `tick` in this database; the first of a day each if the run of the day is forgotten."""
    run.databases.use(database)

    def tick() -> None:
        if first_of_day:
            RestrictionRun.objects.all().delete()
        jobs.tick()

    return [tick] * number
