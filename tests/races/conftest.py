from __future__ import annotations

import pytest
from django.db import connection

from tests.races.ring import Ring


@pytest.fixture
def ring(transactional_db):
    """Row locks are PostgreSQL's: on SQLite, where one writer runs at a time, these tests would prove nothing."""
    assert connection.vendor == "postgresql", (
        "The races need PostgreSQL: set DATABASE_URL, or leave them out."
    )
    ring = Ring()
    yield ring
    ring.close()
