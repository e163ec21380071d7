"""P-SCHED: concurrent ticks run everything that is due exactly once, on both databases."""

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


def test_consecutive_ticks(db):
    fall_due(DAYS)
    for _ in range(4):
        tick()
    assert brought_about() == ONCE


@pytest.mark.races
@pytest.mark.parametrize("_round", range(max(1, ROUNDS // 50)))
def test_four_concurrent_threads(ring, _round):
    fall_due(DAYS)
    ring.race([jobs.tick] * 4)
    assert ring.faults == []
    assert brought_about() == ONCE
    assert Outbox.objects.count() == Outbox.objects.values("key").distinct().count()


@pytest.mark.races
def test_four_threads_without_locks_conflict(ring, monkeypatch):
    """Control: without locks the same threads conflict, so the test above can fail."""
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.select_for_update", lambda queryset, **options: queryset
    )
    for _ in range(30):
        fall_due(DAYS)
        ring.race([jobs.tick] * 4)
        if ring.faults:
            return
    pytest.fail("No conflict in thirty rounds without locks.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is tested above with threads")
def test_four_processes_on_one_file(tmp_path):
    database = f"sqlite:///{tmp_path / 'acquaint.sqlite3'}"
    with crew(4, DATABASE_URL=database, DATA_DIR=str(tmp_path)) as processes:
        processes.alone("migrate")
        processes.alone(f"due {DAYS}")
        processes.together(TICKS)
        processes.together(TICKS)
        assert processes.alone("brought") == ONCE
