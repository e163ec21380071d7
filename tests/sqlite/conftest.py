from __future__ import annotations

import pytest

from tests.races.crew import crew


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """Eight processes with the default settings on one database file."""
    folder = tmp_path_factory.mktemp("data")
    database = f"sqlite:///{folder / 'acquaint.sqlite3'}"
    with crew(8, DATABASE_URL=database, DATA_DIR=str(folder)) as processes:
        processes.alone("migrate")
        yield processes
