"""Fixtures of the demo's tests."""

import pytest


@pytest.fixture(autouse=True)
def data_folders(settings, tmp_path):
    """A clock and a data folder of one's own."""
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.DATA_DIR = settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def browser(client_for, anna, bruno):
    """A visitor, who may act as both."""
    return client_for()
