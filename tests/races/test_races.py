import pytest

from tests.races import honest, naive
from tests.races.invariants import breaches
from tests.races.ring import ROUNDS, pairs
from tests.races.scenes import SCENES

pytestmark = pytest.mark.races
TWINS = [scene for scene in SCENES if scene.has_twin]


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_nothing_breaks(scene, ring):
    rounds = max(1, ROUNDS // scene.rare)
    for anna, bruno in pairs(rounds):
        ring.race(scene.play(honest, anna, bruno))
    assert ring.faults + scene.miscounted(rounds) + breaches() == []


@pytest.mark.parametrize("scene", TWINS, ids=str)
def test_the_naive_twin_breaks(scene, ring):
    """Or the ring does not race, and the test above proves nothing."""
    for number, (anna, bruno) in enumerate(pairs(100), 1):
        ring.race(scene.play(naive, anna, bruno))
        if ring.faults + scene.miscounted(number) + breaches():
            return
    pytest.fail("A hundred rounds of looking before acting, and nothing broke.")


@pytest.mark.parametrize("scene", TWINS, ids=str)
def test_the_naive_twin_breaks_nothing_in_turn(scene, ring):
    for anna, bruno in pairs(3):
        ring.in_turn(scene.play(naive, anna, bruno))
    assert ring.faults + scene.miscounted(3) + breaches() == []
