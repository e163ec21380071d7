"""The list of recent times: the same in SQL and in Python."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db.models import Value

from invitations.models import RecentVerbs
from network.common.recent_times import Length, TimeAdded, add_time, stored, times_after

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAST = [NOW - timedelta(microseconds=n) for n in (5_000_000, 1_000_001, 1_000_000, 999_999, 0)]

pytestmark = pytest.mark.every_case


@pytest.mark.parametrize("since", [*PAST, NOW + timedelta(seconds=1)])
@pytest.mark.parametrize("times", [[], PAST[:1], PAST])
def test_a_time_is_added_and_old_ones_are_removed(anna, since, times):
    times = [stored(at) for at in times]
    RecentVerbs.objects.create(member=anna, recent=times)
    RecentVerbs.objects.update(recent=TimeAdded("recent", Value(stored(since)), Value(stored(NOW))))
    assert RecentVerbs.objects.get().recent == add_time(times, since, NOW)


def test_the_texts_are_in_the_order_of_the_moments():
    assert [stored(at) for at in PAST] == sorted(stored(at) for at in PAST)
    assert times_after([stored(at) for at in PAST], PAST[2]) == [stored(at) for at in PAST[3:]]


def test_a_moment_is_stored_in_utc():
    assert stored(NOW.astimezone(timezone(timedelta(hours=2)))) == "2026-11-22T09:00:00+00:00"


@pytest.mark.parametrize("number", [0, 3])
def test_the_length_of_a_list(anna, number):
    RecentVerbs.objects.create(member=anna, recent=["a time"] * number)
    assert RecentVerbs.objects.values_list(Length("recent"), flat=True).get() == number
