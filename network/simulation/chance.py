"""Random numbers by name: what one decision draws does not depend on how many others were made before it.

So two policies meet the same people with the same moods (common random numbers), and only what follows from the policy
differs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random


class Chance:
    """The streams of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, *name: object) -> Random:
        """The stream of this name: the same numbers whenever it is asked for."""
        return Random(f"{self.seed}:{':'.join(map(str, name))}")  # noqa: S311  nothing secret hangs on it


def days_until(stream: Random, median: float, spread: float) -> float:
    """A delay in days, log-normal: half are shorter than the median; `spread` is the deviation of its logarithm."""
    return stream.lognormvariate(math.log(median), spread) if median > 0 else 0.0


def gap(stream: Random, per_week: float) -> float:
    """Days until the next event of a Poisson process with so many events a week."""
    return stream.expovariate(per_week / 7)


def choose(stream: Random, shares: Mapping[str, float], otherwise: str = "") -> str:
    """One of the names by its share of 1; `otherwise` for what the shares leave over."""
    draw = stream.random()
    for name, share in shares.items():
        draw -= share
        if draw < 0:
            return name
    return otherwise
