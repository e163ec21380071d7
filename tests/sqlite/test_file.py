"""The shipped settings of SQLite, on a file that eight processes share."""

import pytest
from django.db import connection

from tests.races.crew import EACH_ONCE, deliver_and_remind

PROCESSES = 8
TIMES = 250

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite's locks; row locks of PostgreSQL are raced in tests/races"
)


def test_no_transaction_meets_a_locked_database(hands):
    member = hands.alone("one_member")
    assert hands.together([f"count {member} {TIMES}"] * PROCESSES) == [0] * PROCESSES
    assert hands.alone(f"counted {member}") == PROCESSES * TIMES


def test_with_the_defaults_they_do(hands):
    """Or the processes do not meet, and the test above proves nothing."""
    member = hands.alone("one_member")
    assert sum(hands.together([f"count_carelessly {member} 50"] * PROCESSES)) > 0


@pytest.mark.rule("R05", "R06")
def test_two_workers_and_four_ticks_bring_everything_once(hands):
    assert deliver_and_remind(hands) == EACH_ONCE
