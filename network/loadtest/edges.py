"""Random edges of the connection graph: near neighbours, distant members, and a few hubs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

HUBS = 5
NEIGHBOURHOOD = 40
"""The maximal distance of numbers at which two members count as near; near members are connected more often."""
NEAR_PROBABILITY = 0.7


def max_connections(members: int) -> int:
    """The largest number of connections for so many members: about a quarter of all pairs, at most 250 per member."""
    return members * min(members, 2000) // 8


def pairs(numbers: range, connections: int, members: int, rng: Random) -> Iterator[tuple[int, int]]:
    """Yield up to `connections` distinct pairs (number, lower number) for the given numbers.

    The first five numbers become hubs of about 16·√members connections each: 16,000 in a million members.
    """
    count, connections = 0, max(0, connections)
    for position, number in enumerate(numbers, start=1):
        due = max(0, connections * position // len(numbers) - count)
        wanted = due if position == len(numbers) else min(rng.randint(0, 2 * due), connections - count)
        neighbours = _neighbours(number, min(wanted, number), members, rng)
        count += len(neighbours)
        yield from ((number, neighbour) for neighbour in neighbours)


def _neighbours(number: int, wanted: int, members: int, rng: Random) -> list[int]:
    """Distinct numbers below `number`: hubs, near numbers, and others with a preference for low numbers."""
    if wanted > number // 2:
        return rng.sample(range(number), wanted)
    hub_probability = 16 / math.sqrt(members)
    chosen = dict.fromkeys(hub for hub in range(HUBS) if rng.random() < hub_probability)
    while len(chosen) < wanted:
        if rng.random() < NEAR_PROBABILITY:
            neighbour = number - 1 - int(rng.random() * min(NEIGHBOURHOOD, number))
        else:
            neighbour = int(number * rng.random() ** 2)
        chosen[neighbour] = None
    return list(chosen)[:wanted]
