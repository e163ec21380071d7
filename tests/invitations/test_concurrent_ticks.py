"""Concurrent ticks run everything that is due exactly once, on both databases."""

import pytest
from django.db import connection

from network.common import jobs
from notifications.models import Outbox
from tests.conftest import tick
from tests.races.conftest import thread_pool
from tests.races.processes import TICKS, process_pool
from tests.races.schedule import ONCE, count_results, create_due_work
from tests.races.thread_pool import ROUNDS

__all__ = ["thread_pool"]
DAYS = 8


def test_consecutive_ticks(db):
    create_due_work(DAYS)
    for _ in range(4):
        tick()
    assert count_results() == ONCE


@pytest.mark.races
@pytest.mark.parametrize("_round", range(max(1, ROUNDS // 50)))
def test_four_concurrent_threads(thread_pool, _round):
    create_due_work(DAYS)
    thread_pool.race([jobs.tick] * 4)
    assert thread_pool.faults == []
    assert count_results() == ONCE
    assert Outbox.objects.count() == Outbox.objects.values("key").distinct().count()


@pytest.mark.races
def test_four_threads_without_locks_conflict(thread_pool, monkeypatch):
    """Control: without locks the same threads conflict, so the test above can fail."""
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.select_for_update", lambda queryset, **options: queryset
    )
    for _ in range(30):
        create_due_work(DAYS)
        thread_pool.race([jobs.tick] * 4)
        if thread_pool.faults:
            return
    pytest.fail("No conflict in thirty rounds without locks.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is tested above with threads")
def test_four_processes_on_one_file(tmp_path):
    database = f"sqlite:///{tmp_path / 'acquaint.sqlite3'}"
    with process_pool(4, DATABASE_URL=database, DATA_DIR=str(tmp_path)) as processes:
        processes.run_one("migrate")
        processes.run_one(f"create_due_work {DAYS}")
        processes.run_all(TICKS)
        processes.run_all(TICKS)
        assert processes.run_one("count_results") == ONCE
