from __future__ import annotations

import pytest

from tests.races.processes import process_pool


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """Eight processes with the default settings on one database file."""
    folder = tmp_path_factory.mktemp("data")
    database = f"sqlite:///{folder / 'acquaint.sqlite3'}"
    with process_pool(8, DATABASE_URL=database, DATA_DIR=str(folder)) as processes:
        processes.run_one("migrate")
        yield processes
