from datetime import timedelta

import pytest

from network import clock as product_clock


@pytest.fixture
def file(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"
    return settings.CLOCK_FILE


def test_moving_and_resetting(file, clock):
    product_clock.move(timedelta(days=7))
    product_clock.move(timedelta(hours=-1))
    assert product_clock.now() == clock.now() + timedelta(days=6, hours=23)
    assert product_clock.real_now() == clock.now()
    product_clock.reset()
    assert product_clock.now() == clock.now()


def test_a_broken_file_is_the_real_time(file, clock):
    file.write_text("soon")
    assert product_clock.now() == clock.now()


def test_without_a_demo_it_does_not_move(settings, clock):
    settings.CLOCK_FILE = None
    assert product_clock.now() == clock.now()
    with pytest.raises(RuntimeError):
        product_clock.move(timedelta(days=1))
