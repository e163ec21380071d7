import pytest

from tests.upgrade import databases


@pytest.fixture
def database_url(tmp_path):
    """The DATABASE_URL of an empty database on the engine of this run."""
    with databases.empty_database(tmp_path) as url:
        yield url
