"""The numbers and the folder of the web processes that count for `/metrics`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from network.web.metrics import processes


@pytest.mark.parametrize(("taken", "free"), [([], 0), ([0, 1, 2], 3), ([2, 0], 1), ([1], 0)])
def test_a_process_takes_the_number_of_one_that_has_ended(taken, free):
    assert processes.lowest_free(taken) == free


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A function that makes the folder and returns it, as a gunicorn of this id."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(processes.VARIABLE, "")

    def make(pid: int) -> Path:
        monkeypatch.setattr(os, "getpid", lambda: pid)
        processes.make_folder()
        return Path(os.environ[processes.VARIABLE])

    return make


def test_a_reload_keeps_the_folder_and_the_next_gunicorn_has_its_own(folder):
    first = folder(12)
    assert folder(12) == first
    second = folder(1)
    assert second != first
    assert first.is_dir()
    assert second.stat().st_mode & 0o777 == 0o700
    processes.remove_folder()
    assert (first.exists(), second.exists()) == (True, False)
