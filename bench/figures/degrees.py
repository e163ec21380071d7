"""P11: how 20 people are connected with a member, in one query: members and people typical or hubs, in networks that grow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product

from bench.graph import Network, networks
from bench.measure import Variant
from bench.run import Row, Run
from network.members.models import Connection, Member

SLICE = 10
WORK_OF_20 = (
    "with SQLite a single look-up costs 70 µs, of which the statement is 15; that of 20 people does the same for each, and is 250 of "
    "390 µs (2026-12-01, 1,000 members)."
)
VIEWERS = {"typical": "a typical member", "hub": "a hub"}
PEOPLE = {"random": "random people", "hubs": "people with hubs"}
shared = Connection.objects.shared


def measure(run: Run) -> Iterator[Row]:
    found = list(networks(run))
    kinds = list(product(VIEWERS, PEOPLE))
    variants = [of_20(each, viewer, people) for each in found for viewer, people in kinds]
    largest = found[-1]
    times = run.in_turn(*variants, one_by_one(largest), size=SLICE)
    for viewer, people in kinds:
        by_size = {each.size: times[name(each, viewer, people)] for each in found}
        who = f"{VIEWERS[viewer]} and {PEOPLE[people]}"
        yield run.growth(f"{who}, p50", "≤ 2", by_size)
        yield run.growth(f"{who}, p99", "≤ 2.5", by_size, percent=99)
    at_once = times[name(largest, "typical", "random")]
    yield run.slowdown("20 at once, against one by one", "≥ 4", times["one by one"], at_once, WORK_OF_20)


def of_20(network: Network, viewer: str, people: str) -> Variant:
    lists = cycle(network.people[people])
    return network.variant(name(network, viewer, people), viewer, lambda member: shared(member, next(lists)))


def one_by_one(network: Network) -> Variant:
    lists = cycle(network.people["random"])

    def call(member: Member) -> None:
        for other in next(lists):
            shared(member, [other])

    return network.variant("one by one", "typical", call)


def name(network: Network, viewer: str, people: str) -> str:
    return f"{network.size} {viewer} {people}"
