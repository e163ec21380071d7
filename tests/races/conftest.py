from __future__ import annotations

import pytest
from django.db import connection

from tests.queues import queue_settings  # noqa: F401  the fixture
from tests.races.thread_pool import ThreadPool


@pytest.fixture
def thread_pool(transactional_db):
    """A pool of threads, each with its own database connection. PostgreSQL only.

    SQLite has no row locks and one writer at a time. Tests with the mark `races` are skipped there.
    """
    assert connection.vendor == "postgresql", "A test with threads needs the mark races."
    pool = ThreadPool()
    yield pool
    pool.close()
