"""The management command `clock`."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from network import clock as product_clock


@pytest.mark.parametrize(
    ("argument", "offset"),
    [("+7d", {"days": 7}), ("-3h", {"hours": -3}), ("+30m", {"minutes": 30}), ("+2w", {"weeks": 2})],
)
def test_the_clock_moves(clock, argument, offset):
    call_command("clock", argument)
    assert product_clock.now() == clock.now() + timedelta(**offset)


def test_moves_add_up_until_reset(clock):
    call_command("clock", "+7d")
    call_command("clock", "-1d")
    assert product_clock.offset() == timedelta(days=6)
    call_command("clock", "reset")
    assert product_clock.now() == clock.now()


def test_without_an_argument_it_prints_the_time(capsys):
    call_command("clock")
    assert capsys.readouterr().out == "2026-11-22T09:00:00+00:00\n"


@pytest.mark.parametrize("argument", ["7d", "+7", "+7y", "tomorrow", "+0x1d", "+99999999d", "+999999d"])
def test_an_invalid_argument_is_an_error(argument):
    with pytest.raises(CommandError):
        call_command("clock", argument)
    assert product_clock.offset() == timedelta()


def test_without_demo_mode_it_is_an_error(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("clock", "+7d")


def test_frozen_at_applies_to_the_current_thread_only(clock):
    moment, times = datetime(2020, 2, 29, tzinfo=UTC), []
    with product_clock.frozen_at(moment):
        assert product_clock.now() == moment
        thread = Thread(target=lambda: times.append(product_clock.now()))
        thread.start()
        thread.join()
    assert times == [product_clock.now()] == [clock.now()]
