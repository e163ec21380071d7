"""The two tests by ranks: known values, equal samples, and how often they are wrong."""

import random

import pytest

from tests.bin import scripts

scripts.load("prove")

from proving import ranks, timing  # noqa: E402


def test_mann_and_whitney_agree_with_a_published_value():
    """Two samples of 9 and 9 without ties, U = 13: z = (40.5 − 13 − 0.5) / √128.25."""
    first, second = [3, 5, 6, 8, 9, 11, 12, 14, 16], [7, 10, 13, 15, 17, 18, 19, 20, 21]
    assert ranks.mann_whitney(first, second) == pytest.approx(0.01712, abs=0.00001)


def test_equal_samples_are_no_difference():
    same = [float(each % 7) for each in range(300)]
    assert ranks.smallest_p(same, same) > 0.9
    assert ranks.mann_whitney([1.0] * 20, [1.0] * 20) == 1.0


def test_a_shift_and_another_width_are_found():
    rng = random.Random(4)
    normal = [rng.gauss(0, 1) for _ in range(300)]
    assert ranks.mann_whitney(normal, [rng.gauss(0.6, 1) for _ in range(300)]) < ranks.ALPHA
    assert ranks.kolmogorov_smirnov(normal, [rng.gauss(0, 2.5) for _ in range(300)]) < ranks.ALPHA


def test_samples_of_one_distribution_are_rarely_below_a_twentieth():
    rng = random.Random(5)
    values = [
        ranks.smallest_p([rng.expovariate(1) for _ in range(60)], [rng.expovariate(1) for _ in range(60)])
        for _ in range(300)
    ]
    assert sum(value < 0.05 for value in values) <= 25


def test_what_passes_by_is_no_finding():
    """The first sample differs, the second does not."""
    slow = iter([9.0] * 50 + [1.0] * 50)
    found = timing.compare("time", "/", lambda: 1.0, lambda: next(slow), 50, random.Random(1))
    assert found is None
