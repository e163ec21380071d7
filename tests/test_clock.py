from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from network import clock as product_clock
from notifications.models import Outbox


@pytest.fixture
def clock_file(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"
    return settings.CLOCK_FILE


def test_move_and_reset(clock_file, clock):
    product_clock.move(timedelta(days=7))
    product_clock.move(timedelta(hours=-1))
    assert product_clock.now() == clock.now() + timedelta(days=6, hours=23)
    assert product_clock.real_now() == clock.now()
    product_clock.reset()
    assert product_clock.now() == clock.now()


def test_an_invalid_file_is_ignored(clock_file, clock):
    clock_file.write_text("soon")
    assert product_clock.now() == clock.now()


def test_the_clock_cannot_be_moved_without_a_clock_file(settings, clock):
    settings.CLOCK_FILE = None
    assert product_clock.now() == clock.now()
    with pytest.raises(RuntimeError):
        product_clock.move(timedelta(days=1))


SERVER_TIME = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def server(monkeypatch):
    """A PostgreSQL server whose time is `server.time`; `server.passed` are the seconds since this machine started."""
    state = SimpleNamespace(time=SERVER_TIME, passed=1000.0, readings=0)

    def read(*_):
        state.readings += 1
        return (state.time,)

    cursor = SimpleNamespace(execute=read, fetchone=lambda: (state.time,))
    fake = SimpleNamespace(vendor="postgresql", cursor=lambda: nullcontext(cursor))
    monkeypatch.setattr(product_clock, "connection", fake)
    monkeypatch.setattr(product_clock, "monotonic", lambda: state.passed)
    monkeypatch.setattr(product_clock, "_measured", None)
    return state


def test_the_time_of_the_database_does_not_depend_on_the_clock_of_the_machine(server, clock):
    assert product_clock.database_now() == SERVER_TIME
    clock.move(hours=5)
    server.passed += 30
    assert product_clock.database_now() == SERVER_TIME + timedelta(seconds=30)


def test_the_time_of_the_database_is_read_once_a_minute(server):
    for _second in range(61):
        product_clock.database_now()
        server.passed += 1
    assert server.readings == 2


def test_the_demo_does_not_move_the_time_of_the_database(clock_file, server):
    product_clock.move(timedelta(days=90))
    assert product_clock.database_now() == SERVER_TIME


@pytest.mark.django_db
def test_a_machine_whose_clock_is_ahead_takes_no_row_from_another_worker(server, clock):
    row = Outbox.objects.create(key="k", kind="lifted", address="a@example.org", status="sending")
    Outbox.objects.update(next_at=product_clock.database_now() + Outbox.LEASE)
    clock.move(hours=1)
    assert not Outbox.objects.due().exists()
    server.passed += Outbox.LEASE.total_seconds() + 1
    server.time += Outbox.LEASE + timedelta(seconds=1)
    assert Outbox.objects.due().get() == row


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the clock of the machine")
def test_postgresql_says_what_time_it_is(monkeypatch):
    monkeypatch.setattr(product_clock, "connection", connection)
    monkeypatch.setattr(product_clock, "_measured", None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (started,) = cursor.fetchone()
    assert started <= product_clock.database_now() < started + timedelta(minutes=5)
