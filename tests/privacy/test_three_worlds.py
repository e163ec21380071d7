"""P-IND-1: whether Bruno did nothing, ignored or refused, Anna gets the same, to the byte."""

from __future__ import annotations

import os

import pytest

from tests.privacy.steps import STEPS, script, steps_of
from tests.privacy.worlds import differences

SCRIPTS = int(os.environ.get("WORLD_SCRIPTS", "72"))


@pytest.mark.rule("R04", "R20", "R21", "R22", "R24", "R25", "R27")
def test_no_script_of_hers_tells_the_worlds_apart(stage):
    scripts = {seed: script(seed) for seed in range(SCRIPTS)}
    found = {seed: differences(stage, steps_of(names)) for seed, names in scripts.items()}
    assert {" → ".join(scripts[seed]): what for seed, what in found.items() if what} == {}


@pytest.mark.rule("R21", "R24", "R27")
def test_no_page_tells_the_worlds_apart(stage):
    assert differences(stage, [STEPS[name] for name in STEPS]) == []
