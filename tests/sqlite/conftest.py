from __future__ import annotations

import pytest

from tests.races.processes import process_pool


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """Eight processes in the shipped settings on one file."""
    here = tmp_path_factory.mktemp("data")
    database = f"sqlite:///{here / 'acquaint.sqlite3'}"
    with process_pool(8, DATABASE_URL=database, DATA_DIR=str(here)) as processes:
        processes.run_one("migrate")
        yield processes
