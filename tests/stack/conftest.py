from __future__ import annotations

import pytest

from tests.bin.scripts import load
from tests.stack.services import standing


@pytest.fixture
def house(tmp_path):
    nginx = load("nginx").find()
    if nginx is None or load("postgres").find() is None:
        pytest.skip("nginx or PostgreSQL is missing; bin/check brings both")
    with standing(tmp_path, nginx) as house:
        yield house
