from __future__ import annotations

import pytest

from tests.privacy.stage import build


@pytest.fixture
def stage(anna, bruno, carla, clock):
    return build(anna, bruno, carla, clock)
