"""The movable clock."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from network import clock as product_clock


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"


@pytest.mark.parametrize(
    ("move", "by"),
    [("+7d", {"days": 7}), ("-3h", {"hours": -3}), ("+30m", {"minutes": 30}), ("+2w", {"weeks": 2})],
)
def test_it_moves(clock, move, by):
    call_command("clock", move)
    assert product_clock.now() == clock.now() + timedelta(**by)


def test_moves_add_up_and_reset_ends_them(clock):
    call_command("clock", "+7d")
    call_command("clock", "-1d")
    assert product_clock.offset() == timedelta(days=6)
    call_command("clock", "reset")
    assert product_clock.now() == clock.now()


def test_alone_it_tells_the_time(capsys):
    call_command("clock")
    assert capsys.readouterr().out == "2026-11-22T09:00:00+00:00\n"


@pytest.mark.parametrize("move", ["7d", "+7", "+7y", "tomorrow", "+0x1d", "+99999999d", "+999999d"])
def test_what_is_no_move_is_refused(move):
    with pytest.raises(CommandError):
        call_command("clock", move)
    assert product_clock.offset() == timedelta()


def test_without_demo_mode_it_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("clock", "+7d")


def test_travelling_is_for_this_block_and_thread_alone(clock):
    then, seen = datetime(2020, 2, 29, tzinfo=UTC), []
    with product_clock.frozen_at(then):
        assert product_clock.now() == then
        other = Thread(target=lambda: seen.append(product_clock.now()))
        other.start()
        other.join()
    assert seen == [product_clock.now()] == [clock.now()]
