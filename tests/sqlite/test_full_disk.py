"""The disk is full. Pages can be read, what would be written is refused, and it goes on once there is room."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.races.processes import EXPECTED_REPORT, process_pool

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite is what lies on the disk"),
]
BLOCK = bytes(4096)
REPORT_WITH_TWO_DELIVERIES = EXPECTED_REPORT | {
    "receptions": 2,
    "invitations sent": 2,
    "reminders sent": 0,
    "e-mails": 2,
}


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A disk of eight megabytes, which only root can make."""
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "acquaint", tmp_path]).returncode:
        pytest.skip("no disk can be mounted here")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


@pytest.fixture
def processes(disk):
    with process_pool(
        1, DATABASE_URL=f"sqlite:///{disk / 'acquaint.sqlite3'}", DATA_DIR=str(disk)
    ) as processes:
        processes.run_one("migrate")
        yield processes


@contextmanager
def full(disk: Path) -> Iterator[None]:
    filler_file = disk / "filler_file"
    with pytest.raises(OSError, match="No space left"):
        fill(filler_file)
    yield
    filler_file.unlink()


def fill(filler_file: Path) -> None:
    with filler_file.open("wb", buffering=0) as file:
        while file.write(BLOCK):
            pass


def test_a_full_disk_gives_503_and_loses_no_saved_row(disk, processes):
    anna, bruno = processes.run_one("two_members")
    processes.run_one(f"sign_in {anna}")
    processes.run_one("invite 1")
    with full(disk):
        assert processes.run_one(f"get_sent {anna}") == 200
        assert processes.run_one(f"post_invitation {anna} {bruno}") == 503
        assert processes.run_one(f"get_sent {anna}") == 200
    assert processes.run_one(f"post_invitation {anna} {bruno}") == 302
    processes.run_one("work")
    assert processes.run_one("report") == REPORT_WITH_TWO_DELIVERIES
