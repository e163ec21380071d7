"""Who lives in a town, and who truly knows whom. The same for every policy: they depend on the seed and the file alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import islice

import networkx

from network.simulation.chance import Chance
from network.simulation.town import Kind, Town


@dataclass
class Person:
    """One of the people. `joins_on` is the day on which they become a member by themselves, None if never."""

    number: int
    kind: Kind
    community: int
    joins_on: float | None
    knows: set[int] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"person{self.number}@example.org"

    @property
    def name(self) -> str:
        return f"Person {self.number}"


def populate(town: Town, chance: Chance) -> list[Person]:
    """The people by number, with those whom each knows."""
    kinds = _kinds(town, chance)
    stream = chance.stream("people")
    everybody = []
    for number, kind in enumerate(kinds):
        is_member, joins, day = (
            stream.random() < town.members,
            stream.random() < town.joining,
            stream.random(),
        )
        joins_on = 0.0 if is_member else day * town.days if joins else None
        everybody.append(Person(number, kind, number % town.communities, joins_on))
    for one, other in acquaintances(town, chance).edges:
        if one != other:
            everybody[one].knows.add(other)
            everybody[other].knows.add(one)
    return everybody


def _kinds(town: Town, chance: Chance) -> list[Kind]:
    """A kind for each person: as many of each as its share says, in random order."""
    kinds: list[Kind] = []
    upto = 0.0
    for kind in town.kinds:
        upto += kind.share
        kinds += [kind] * (round(upto * town.people) - len(kinds))
    chance.stream("kinds").shuffle(kinds)
    return kinds


def acquaintances(town: Town, chance: Chance) -> networkx.Graph:
    """Who knows whom: within each community and between all, with the expected degrees of each person.

    Degrees are log-normal. The graph is that of Chung and Lu (2002): an edge is as likely as the product of its degrees.
    """
    stream = chance.stream("acquaintances")
    most = town.people - 1
    degrees = [
        min(most, stream.lognormvariate(math.log(town.acquaintances or 1e-9), town.acquaintances_spread))
        for _person in range(town.people)
    ]
    graph = networkx.Graph()
    graph.add_nodes_from(range(town.people))
    for community in range(town.communities):
        members = list(islice(range(town.people), community, None, town.communities))
        weights = [min(len(members) - 1, degrees[number] * town.within) for number in members]
        _add(graph, members, weights, stream.randrange(2**32))
    _add(
        graph,
        list(range(town.people)),
        [each * (1 - town.within) for each in degrees],
        stream.randrange(2**32),
    )
    return graph


def _add(graph: networkx.Graph, people: list[int], weights: list[float], seed: int) -> None:
    if sum(weights) > 0:
        drawn = networkx.expected_degree_graph(weights, seed=seed, selfloops=False)
        graph.add_edges_from((people[one], people[other]) for one, other in drawn.edges)
