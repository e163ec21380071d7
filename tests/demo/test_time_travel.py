"""Moving the clock: one move after the other, and until nothing is left to do."""

import fcntl
from datetime import timedelta

import pytest

from network import clock as product_clock
from network.demo import time_travel
from notifications.models import Outbox
from tests.conftest import invite


@pytest.fixture
def sent_by_another_worker(anna, bruno):
    """The row of an e-mail that another worker is sending."""
    invite(anna, bruno)
    later = product_clock.database_now() + Outbox.LEASE
    Outbox.objects.update(status=Outbox.Status.SENDING, next_at=later)
    return Outbox.objects.get()


def test_a_move_waits_for_what_another_worker_is_sending(sent_by_another_worker, monkeypatch):
    slept = []

    def finish(seconds):
        slept.append(seconds)
        Outbox.objects.update(status=Outbox.Status.SENT, next_at=None)

    monkeypatch.setattr(time_travel, "sleep", finish)
    time_travel.move_clock(timedelta())
    assert len(slept) == 1


def test_a_move_gives_up_in_the_end(sent_by_another_worker, monkeypatch):
    seconds = iter(range(100))
    monkeypatch.setattr(time_travel, "sleep", lambda _seconds: None)
    monkeypatch.setattr(time_travel, "monotonic", lambda: next(seconds))
    time_travel.move_clock(timedelta(days=1))
    assert not time_travel.is_idle()
    assert product_clock.offset() == timedelta(days=1)


def test_a_move_of_days_and_hours(db, clock):
    period = time_travel.move_clock(timedelta(days=2, hours=3))
    assert period.until - period.since == timedelta(days=2, hours=3)


def test_one_move_at_a_time(settings):
    with (
        time_travel._one_at_a_time(),
        open(f"{settings.CLOCK_FILE}.lock") as file,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
