from __future__ import annotations

import pytest
from django.db import connection

from tests.races.ring import Ring


@pytest.fixture
def ring(transactional_db):
    """Row locks are PostgreSQL's: on SQLite, where one writer runs at a time, these tests would prove nothing.

    Tests with the mark `races` are skipped there.
    """
    assert connection.vendor == "postgresql", "A test with threads needs the mark races."
    ring = Ring()
    yield ring
    ring.close()
