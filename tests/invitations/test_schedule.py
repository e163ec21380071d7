"""P-SCHED: any number of ticks at once bring about what is due once, on both databases."""

import pytest
from django.db import connection

from network.common import jobs
from notifications.models import Outbox
from tests.conftest import tick
from tests.races.conftest import ring
from tests.races.crew import TICKS, crew
from tests.races.ring import ROUNDS
from tests.races.schedule import ONCE, brought_about, fall_due

__all__ = ["ring"]
DAYS = 8


def test_one_tick_after_another(db):
    fall_due(DAYS)
    for _ in range(4):
        tick()
    assert brought_about() == ONCE


@pytest.mark.races
@pytest.mark.parametrize("_round", range(max(1, ROUNDS // 50)))
def test_four_threads_at_once(ring, _round):
    fall_due(DAYS)
    ring.race([jobs.tick] * 4)
    assert ring.faults == []
    assert brought_about() == ONCE
    assert Outbox.objects.count() == Outbox.objects.values("key").distinct().count()


@pytest.mark.races
def test_without_locks_four_threads_remind_twice(ring, monkeypatch):
    """Or the threads do not meet, and the test above proves nothing."""
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **how: rows)
    for _attempt in range(30):
        fall_due(DAYS)
        ring.race([jobs.tick] * 4)
        if ring.faults:
            return
    pytest.fail("Thirty rounds without locks, and nothing broke.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's turn is above, with threads")
def test_four_processes_on_one_file(tmp_path):
    database = f"sqlite:///{tmp_path / 'acquaint.sqlite3'}"
    with crew(4, DATABASE_URL=database, DATA_DIR=str(tmp_path)) as hands:
        hands.alone("migrate")
        hands.alone(f"due {DAYS}")
        hands.together(TICKS)
        hands.together(TICKS)
        assert hands.alone("brought") == ONCE
