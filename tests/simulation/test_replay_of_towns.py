"""What a town and the demo's cast have lived through is reproduced exactly under the numbers that were in force."""

import pytest

from invitations.policy import Policy
from network.demo import seeding
from network.simulation.replay import replay
from tests.simulation.test_invariants import restless
from tests.simulation.towns import live, town

KINDS = {"spending", "mail", "reminder"}


def assert_reproduced(result):
    assert not result.unexplained
    assert result.recorded.counts == result.in_force.counts
    assert {kind for kind, _outcome in result.recorded.counts} >= KINDS


@pytest.mark.parametrize("seed", [1, 2])
def test_a_town_is_reproduced_exactly(simulated, set_policy, seed):
    numbers = {"restriction_min": 1, "restriction_max": 2, "close_days": 20, "weekly_allowance": 5}
    set_policy(**numbers)
    live(town(restless(), people=10, days=40, policy=Policy(**numbers)), seed)
    assert_reproduced(replay(Policy()))


def test_the_cast_of_the_demo_is_reproduced_exactly(db):
    seeding.seed()
    assert_reproduced(replay(Policy()))
