"""The database cache: it is exact, evicts nothing early, and hashes its keys."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection

from network.common import jobs
from network.common.cache import database_cache

pytestmark = pytest.mark.django_db
EXPIRED = -60


@pytest.fixture
def cache():
    return caches["default"]


def keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        return [key for (key,) in cursor.fetchall()]


def test_set_and_get(cache):
    cache.set("a", [1, "two"])
    cache.set("a", [3])
    assert cache.get("a") == [3]


def test_add_succeeds_once(cache):
    assert cache.add("lock", 1)
    assert not cache.add("lock", 2)
    assert cache.get("lock") == 1
    cache.delete("lock")
    assert cache.add("lock", 3)


def test_add_replaces_an_expired_entry_once(cache):
    cache.set("lock", 1, timeout=EXPIRED)
    assert cache.add("lock", 2)
    assert not cache.add("lock", 3)


def test_touch_extends_only_live_entries(cache):
    cache.set("a", 1, timeout=60)
    assert cache.touch("a", timeout=None)
    assert cache.get("a") == 1
    cache.set("a", 1, timeout=EXPIRED)
    assert not cache.touch("a")
    assert not cache.touch("nothing")


def test_entries_are_not_evicted_early(cache):
    """Django's database cache culls entries above 300, rate limits among them."""
    numbers = range(350)
    for number in numbers:
        cache.set(str(number), number)
    assert len(cache.get_many(map(str, numbers))) == len(numbers)


def test_the_daily_pruning_deletes_expired_entries(cache):
    cache.set("old", 1, timeout=EXPIRED)
    cache.set("new", 2)
    jobs.prune()
    assert len(keys()) == 1
    assert cache.get("new") == 2


def test_pruning_ignores_other_cache_backends(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["default"].set("a", 1)
    jobs.prune()
    assert caches["default"].get("a") == 1


def test_keys_are_hashed(cache, client):
    address = {"REMOTE_ADDR": "203.0.113.7"}
    client.post("/accounts/login/", {"login": "nina@example.org", "password": "x" * 12}, **address)
    client.post("/accounts/password/reset/", {"email": "nina@example.org"}, **address)
    assert keys()
    assert all(len(key) == 64 and key.isalnum() for key in keys())


def test_its_table_is_there_with_another_cache(settings):
    """`/readyz` and the notes about a lost Redis need it."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_cache")
    migration = import_module("network.members.migrations.0015_cache_table")
    migration.create_cache_table(apps, SimpleNamespace(connection=connection))
    database_cache().set("a", 1)
    assert database_cache().get("a") == 1
