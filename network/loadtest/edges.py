"""Who knows whom: neighbours, people far away, and a few whom everybody knows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

HUBS = 5
NEAR = 40
"""A circle: how many numbers away the people are whom one is likely to know, and who know each other."""


def most(members: int) -> int:
    """How many connections so many members can have here: about a quarter of all pairs, 250 each at the most."""
    return members * min(members, 2000) // 8


def pairs(numbers: range, connections: int, members: int, luck: Random) -> Iterator[tuple[int, int]]:
    """So many pairs of different people, if there are, each once: one of these numbers with a lower one.

    The first five become hubs of about 16·√members connections each: 16,000 in a million members.
    """
    made, connections = 0, max(0, connections)
    for turn, number in enumerate(numbers, start=1):
        owed = max(0, connections * turn // len(numbers) - made)
        wanted = owed if turn == len(numbers) else min(luck.randint(0, 2 * owed), connections - made)
        chosen = _acquaintances(number, min(wanted, number), members, luck)
        made += len(chosen)
        yield from ((number, other) for other in chosen)


def _acquaintances(number: int, wanted: int, members: int, luck: Random) -> list[int]:
    """Below `number`: perhaps a hub, else somebody near, else anybody, the early ones rather."""
    if wanted > number // 2:
        return luck.sample(range(number), wanted)
    often = 16 / math.sqrt(members)
    known = dict.fromkeys(hub for hub in range(HUBS) if luck.random() < often)
    while len(known) < wanted:
        near = luck.random() < 0.7
        known[number - luck.randint(1, min(NEAR, number)) if near else int(number * luck.random() ** 2)] = (
            None
        )
    return list(known)[:wanted]
