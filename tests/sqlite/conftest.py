from __future__ import annotations

import pytest

from tests.races.crew import crew


@pytest.fixture(scope="module")
def hands(tmp_path_factory):
    """Eight processes in the shipped settings on one file."""
    here = tmp_path_factory.mktemp("data")
    database = f"sqlite:///{here / 'acquaint.sqlite3'}"
    with crew(8, DATABASE_URL=database, DATA_DIR=str(here)) as hands:
        hands.alone("migrate")
        yield hands
