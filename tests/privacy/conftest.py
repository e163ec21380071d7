from __future__ import annotations

import pytest

from tests.authz.conftest import invitation, people
from tests.privacy.fixtures import build

__all__ = ["invitation", "people"]


@pytest.fixture
def data(anna, bruno, carla, clock):
    return build(anna, bruno, carla, clock)
