"""Two tests whether two samples come from one distribution, by ranks alone: no outlier decides.

Mann and Whitney find a shift, Kolmogorov and Smirnov another shape. A few lines each, so no package is needed; the
normal and the asymptotic approximations hold from about 20 values a sample.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

ALPHA = 1e-5
"""Of each test: in thirty runs of a thousand tests, fewer than one false alarm is expected, before it is repeated."""


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """The two-sided p-value, with ties and a continuity correction."""
    m, n = len(first), len(second)
    counts = Counter([*first, *second])
    rank_of, below = {}, 0
    for value in sorted(counts):
        rank_of[value] = below + (counts[value] + 1) / 2
        below += counts[value]
    u = sum(rank_of[value] for value in first) - m * (m + 1) / 2
    ties = sum(count**3 - count for count in counts.values())
    variance = m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1)))
    if variance <= 0:
        return 1.0
    z = max(0.0, abs(u - m * n / 2) - 0.5) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def kolmogorov_smirnov(first: Sequence[float], second: Sequence[float]) -> float:
    """The two-sided p-value by the asymptotic series."""
    a, b = sorted(first), sorted(second)
    distance = max(abs(bisect_right(a, x) / len(a) - bisect_right(b, x) / len(b)) for x in {*a, *b})
    size = math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    x = (size + 0.12 + 0.11 / size) * distance
    if x < 0.2:
        return 1.0
    terms = (2 * (-1) ** (k - 1) * math.exp(-2 * (k * x) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, sum(terms)))


def smallest_p(first: Sequence[float], second: Sequence[float]) -> float:
    """Of the two tests, doubled because they are two."""
    return min(1.0, 2 * min(mann_whitney(first, second), kolmogorov_smirnov(first, second)))
