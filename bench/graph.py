"""Calls in networks of several sizes, for figures about connections."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from bench.measure import Call, Variant, variant
from bench.run import Run
from network.members.models import Member

HUBS, TYPICAL, PEOPLE = 5, 20, 20


@dataclass
class Network:
    """A network of one size, with members to compare; `database` is its name."""

    run: Run
    size: int

    def __post_init__(self) -> None:
        self.database = self.run.databases.network(self.size)
        rng = random.Random(self.size)
        self.hubs = list(Member.objects.order_by("-degree", "pk")[:HUBS])
        others = (
            Member.objects.filter(degree__gte=2).exclude(pk__in=[hub.pk for hub in self.hubs]).order_by("pk")
        )
        self.typical = rng.sample(list(others[: 1000 * TYPICAL]), TYPICAL)
        self.people = {
            "random": [rng.sample(list(others[: 1000 * PEOPLE]), PEOPLE) for _number in range(TYPICAL)],
            "hubs": [[*self.hubs, *rng.sample(self.typical, PEOPLE - HUBS)]],
        }

    def members(self, kind: str) -> list[Member]:
        return self.hubs if kind == "hub" else self.typical

    def variant(
        self, name: str, kind: str, call: Callable[[Member], object], before: Call = lambda: None
    ) -> Variant:
        """Calls for one of the members of this kind after the other, in this network; `before` is not measured."""
        members = cycle(self.members(kind))

        def prepare(number: int) -> list[Call]:
            self.run.databases.use(self.database)
            before()
            return [partial(call, next(members)) for _number in range(number)]

        return variant(name, prepare)


def networks(run: Run) -> Iterator[Network]:
    return (Network(run, size) for size in run.sizes)
