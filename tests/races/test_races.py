import pytest

from tests.races import locked_verbs, unlocked_verbs
from tests.races.invariants import violations
from tests.races.scenarios import SCENARIOS
from tests.races.thread_pool import ROUNDS, pairs

pytestmark = pytest.mark.races
UNLOCKED_SCENARIOS = [scenario for scenario in SCENARIOS if scenario.has_unlocked]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_verbs_keep_the_invariants(scenario, thread_pool):
    rounds = max(1, ROUNDS // scenario.rare)
    for anna, bruno in pairs(rounds):
        thread_pool.race(scenario.play(locked_verbs, anna, bruno))
    assert thread_pool.faults + scenario.miscounted(rounds) + violations() == []


@pytest.mark.parametrize("scenario", UNLOCKED_SCENARIOS, ids=str)
def test_unlocked_verbs_break_the_invariants(scenario, thread_pool):
    """Otherwise the threads do not race, and the test above proves nothing."""
    for number, (anna, bruno) in enumerate(pairs(100), 1):
        thread_pool.race(scenario.play(unlocked_verbs, anna, bruno))
        if thread_pool.faults + scenario.miscounted(number) + violations():
            return
    pytest.fail("A hundred rounds without locks broke no invariant.")


@pytest.mark.parametrize("scenario", UNLOCKED_SCENARIOS, ids=str)
def test_unlocked_verbs_in_turn_keep_the_invariants(scenario, thread_pool):
    for anna, bruno in pairs(3):
        thread_pool.in_turn(scenario.play(unlocked_verbs, anna, bruno))
    assert thread_pool.faults + scenario.miscounted(3) + violations() == []
