"""The shipped settings of SQLite, on a file that eight processes share."""

import pytest
from django.db import connection

from tests.races.processes import EXPECTED_REPORT, deliver_and_remind

PROCESSES = 8
TIMES = 250

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite's locks; row locks of PostgreSQL are raced in tests/races"
)


def test_no_transaction_finds_the_database_locked(processes):
    member = processes.run_one("one_member")
    assert processes.run_all([f"count {member} {TIMES}"] * PROCESSES) == [0] * PROCESSES
    assert processes.run_one(f"read_count {member}") == PROCESSES * TIMES


def test_deferred_transactions_find_it_locked(processes):
    """Or the processes do not meet, and the test above proves nothing."""
    member = processes.run_one("one_member")
    assert sum(processes.run_all([f"count_deferred {member} 50"] * PROCESSES)) > 0


@pytest.mark.rule("R05", "R06")
def test_two_workers_and_four_ticks_send_everything_once(processes):
    assert deliver_and_remind(processes) == EXPECTED_REPORT
