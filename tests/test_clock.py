from datetime import timedelta

import pytest

from network import clock as product_clock


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
