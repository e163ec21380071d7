from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from network.common.templatetags.dates import ago, day, minute, short_day


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (7, "last week"),
        (14, "2 weeks ago"),
        (70, "2 months ago"),
        (400, "18 October 2025"),
    ],
)
def test_recent_days_are_relative_and_others_are_dates(clock, days, text):
    assert f">{text}</time>" in ago(clock.now() - timedelta(days=days))


def test_day_and_minute_filters(clock):
    with translation.override("en"):
        assert ">22 November</time>" in day(clock.now())
        assert ">22 November, 09:00</time>" in minute(clock.now())
        assert ">22 Nov</time>" in short_day(clock.now())


def test_dates_use_the_active_time_zone(clock):
    """16:00 UTC on 31 December is 01:00 on 1 January in Tokyo."""
    clock.instant = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        assert ">yesterday</time>" in ago(clock.instant - timedelta(hours=2))
        assert ">1 January</time>" in day(clock.instant)
        assert ">1 January, 01:00</time>" in minute(clock.instant)
