"""The shared cache: what limits are counted in must be exact, whole and unreadable."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection

from network.common import jobs

pytestmark = pytest.mark.django_db
LONG_AGO = -60


@pytest.fixture
def cache():
    return caches["default"]


def keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        return [key for (key,) in cursor.fetchall()]


def test_what_is_put_is_found(cache):
    cache.set("a", [1, "two"])
    cache.set("a", [3])
    assert cache.get("a") == [3]


def test_a_lock_has_one_holder(cache):
    assert cache.add("lock", 1)
    assert not cache.add("lock", 2)
    assert cache.get("lock") == 1
    cache.delete("lock")
    assert cache.add("lock", 3)


def test_a_lock_that_has_run_out_is_taken_once(cache):
    cache.set("lock", 1, timeout=LONG_AGO)
    assert cache.add("lock", 2)
    assert not cache.add("lock", 3)


def test_what_is_live_can_live_longer(cache):
    cache.set("a", 1, timeout=60)
    assert cache.touch("a", timeout=None)
    assert cache.get("a") == 1
    cache.set("a", 1, timeout=LONG_AGO)
    assert not cache.touch("a")
    assert not cache.touch("nothing")


def test_nothing_is_thrown_out_before_its_time(cache):
    """Django's own way forgets limits once a few hundred people have come by."""
    numbers = range(350)
    for number in numbers:
        cache.set(str(number), number)
    assert len(cache.get_many(map(str, numbers))) == len(numbers)


def test_what_has_run_out_goes_with_the_daily_pruning(cache):
    cache.set("old", 1, timeout=LONG_AGO)
    cache.set("new", 2)
    jobs.prune()
    assert len(keys()) == 1
    assert cache.get("new") == 2


def test_another_cache_prunes_itself(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["default"].set("a", 1)
    jobs.prune()
    assert caches["default"].get("a") == 1


def test_no_key_shows_what_it_is_of(cache, client):
    address = {"REMOTE_ADDR": "203.0.113.7"}
    client.post("/accounts/login/", {"login": "nina@example.org", "password": "x" * 12}, **address)
    client.post("/accounts/password/reset/", {"email": "nina@example.org"}, **address)
    assert keys()
    assert all(len(key) == 64 and key.isalnum() for key in keys())
