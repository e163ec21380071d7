"""Means with 95 % intervals, of numbers from independent seeds: Student's t. Standard library alone: it is one integral."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, stdev

CONFIDENCE = 0.95
STEPS = 2000


@dataclass(frozen=True)
class Interval:
    """A mean, and how far the true one may be from it with 95 % confidence; 0 for a single seed, which cannot say."""

    mean: float
    half_width: float

    @property
    def low(self) -> float:
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        return self.mean + self.half_width


def interval(values: Sequence[float]) -> Interval:
    """Of at least one number."""
    if len(values) < 2:
        return Interval(values[0], 0.0)
    return Interval(fmean(values), quantile(len(values) - 1) * stdev(values) / math.sqrt(len(values)))


def paired(ones: Sequence[float], others: Sequence[float]) -> Interval:
    """Of the differences: how much more the others are, seed by seed."""
    return interval([other - one for one, other in zip(ones, others, strict=True)])


@cache
def quantile(freedom: int) -> float:
    """The t with `CONFIDENCE` of Student's distribution between -t and t, for so many degrees of freedom."""
    low, high = 0.0, 1000.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < CONFIDENCE else (low, middle)
    return low


def _within(t: float, freedom: int) -> float:
    """How much of the distribution is between -t and t. With x = √ν tan θ its density is that of cos^(ν-1) θ."""
    end = math.atan(t / math.sqrt(freedom))
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(math.pi) / 2
    heights = [math.cos(end * step / STEPS) ** (freedom - 1) for step in range(STEPS + 1)]
    simpson = heights[0] + heights[-1] + 4 * sum(heights[1::2]) + 2 * sum(heights[2:-1:2])
    return 2 * math.exp(log_scale) * simpson * end / STEPS / 3
