"""How the measurements of `bench` are made and compared. Nothing here is timed."""

from __future__ import annotations

import pytest

from bench import measure


def test_a_ratio_is_the_median_of_the_ratios_of_the_rounds():
    assert measure.median_ratio([2, 9, 4], [1, 1, 1]) == 4


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (99, 4), (100, 4), (1, 1)])
def test_a_percentile_is_one_of_the_values(percent, value):
    assert measure.percentile([4, 2, 3, 1], percent) == value


def test_all_variants_take_turns_and_another_one_begins_each_round():
    made = []
    variants = [measure.repeated(name, lambda name=name: made.append(name)) for name in "ab"]
    times = measure.in_turn(variants, rounds=3, size=2)
    assert "".join(made) == "aabb" + "aabb" + "bbaa" + "aabb"
    assert [len(times["a"].cpu), len(times["a"].wall_of_calls)] == [3, 6]


def test_no_round_begins_after_the_time():
    times = measure.in_turn([measure.repeated("a", int)], rounds=3, size=1, seconds=0)
    assert len(times["a"].cpu) == 1


def test_preparing_a_slice_is_no_call_of_it():
    prepared = []

    def prepare(number):
        prepared.append(number)
        return [prepared.copy] * number

    taken = measure.variant("a", prepare).run(4)
    assert (prepared, len(taken.wall)) == ([4], 4)
