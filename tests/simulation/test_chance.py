import pytest

from network.simulation.chance import Chance, choose, days_until, gap
from network.simulation.intervals import interval, paired, quantile
from network.simulation.people import populate
from tests.simulation.towns import DEFAULT, kind, town


def test_a_stream_depends_on_seed_and_name_alone():
    draws = [
        Chance(seed).stream(*name).random() for seed, name in [(1, "ab"), (1, "ab"), (2, "ab"), (1, "ba")]
    ]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


def test_choices_follow_their_shares():
    stream = Chance(1).stream("choices")
    chosen = [choose(stream, {"one": 0.2, "two": 0.3}, "rest") for _number in range(5000)]
    assert chosen.count("one") / 5000 == pytest.approx(0.2, abs=0.02)
    assert chosen.count("rest") / 5000 == pytest.approx(0.5, abs=0.02)


def test_delays_and_gaps_have_the_median_and_mean_that_is_asked_for():
    stream = Chance(1).stream("delays")
    delays = sorted(days_until(stream, 3, 1) for _number in range(5000))
    assert delays[2500] == pytest.approx(3, rel=0.1)
    assert sum(gap(stream, 2) for _number in range(5000)) / 5000 == pytest.approx(3.5, rel=0.05)
    assert days_until(stream, 0, 1) == 0


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.706), (2, 4.303), (9, 2.262), (19, 2.093), (120, 1.980)])
def test_the_quantiles_are_those_of_the_tables(freedom, t):
    assert quantile(freedom) == pytest.approx(t, abs=0.001)


def test_an_interval_of_differences():
    found = paired([1, 2, 3], [2, 4, 6])
    assert found.mean == 2
    assert found.half_width == pytest.approx(4.303 / 3**0.5, abs=0.001)
    assert (found.low, found.high) == (found.mean - found.half_width, found.mean + found.half_width)
    assert interval([5]).half_width == 0


def test_the_same_people_live_in_a_town_whatever_its_policy():
    assert populate(DEFAULT, Chance(3)) == populate(DEFAULT, Chance(3)) != populate(DEFAULT, Chance(4))


def test_people_know_each_other_as_the_file_says():
    big = town(kind(), people=1000, communities=10, acquaintances=20, acquaintances_spread=0.3, within=0.8)
    people = populate(big, Chance(1))
    known = [len(person.knows) for person in people]
    own = [sum(people[other].community == person.community for other in person.knows) for person in people]
    assert sorted(known)[500] == pytest.approx(20, rel=0.15)
    assert sum(own) / sum(known) == pytest.approx(0.8, abs=0.06)
    assert all(person.number in people[other].knows for person in people for other in person.knows)


def test_there_are_as_many_of_each_kind_as_their_shares_say():
    people = populate(DEFAULT, Chance(1))
    kinds = [person.kind.name for person in people]
    assert {name: kinds.count(name) for name in set(kinds)} == {"careful": 120, "busy": 60, "newcomer": 20}
