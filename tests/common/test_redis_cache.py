"""Without Redis the site goes on: pages and sessions come from the database, and what has a limit answers 503."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from redis.exceptions import ConnectionError as NoRedis
from redis.exceptions import OutOfMemoryError

from network.common import cache_outage, jobs, redis_cache
from network.common.cache_outage import CacheUnavailable
from network.common.redis_cache import TolerantClient
from tests.members.account import PASSWORD

pytestmark = pytest.mark.django_db


class FakeRedis:
    """The commands of Redis that Django's client uses; all fail while `down`, those that need memory while `full`."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}
        self.down = self.full = False

    def __getattribute__(self, name: str):
        if name in ("set", "incr", "pipeline") and self.full:
            raise OutOfMemoryError("OOM command not allowed when used memory > 'maxmemory'.")
        if name not in ("rows", "down", "full") and not name.startswith("_") and self.down:
            raise NoRedis("down")
        return object.__getattribute__(self, name)

    def get(self, key):
        return self.rows.get(key)

    def mget(self, keys):
        return [self.rows.get(key) for key in keys]

    def exists(self, key):
        return key in self.rows

    def set(self, key, value, ex=None, nx=False):
        if nx and key in self.rows:
            return None
        self.rows[key] = value if isinstance(value, bytes) else str(value).encode()
        return True

    def delete(self, *keys):
        return sum(self.rows.pop(key, None) is not None for key in keys)

    def expire(self, key, _seconds):
        return key in self.rows

    def flushdb(self):
        self.rows.clear()
        return True


@pytest.fixture
def redis(settings, monkeypatch):
    """Settings with Redis for cache and sessions, and a server that can be taken away."""
    server = FakeRedis()
    monkeypatch.setattr(TolerantClient, "get_client", lambda *_, **__: server)
    monkeypatch.setattr(TolerantClient, "retry_at", 0.0)
    monkeypatch.setattr(TolerantClient, "lost_write", False)
    monkeypatch.setattr(redis_cache, "PAUSE", 0)
    settings.CACHES = {"default": {"BACKEND": "network.common.redis_cache.TolerantRedisCache", "LOCATION": "redis://h"}}  # fmt: skip
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    return server


def test_a_cache_that_answers_works_as_usual(redis):
    cache = caches["default"]
    cache.set("a", [1])
    assert (cache.get("a"), cache.add("a", 2), "a" in cache) == ([1], False, True)
    cache.set("b", 2)
    assert cache.get_many(["a", "b"]) == {"a": [1], "b": 2}
    assert (cache.touch("a", 60), cache.delete("a"), cache.get("a", "none")) == (True, True, "none")


def test_reads_miss_and_writes_are_dropped_without_redis(redis):
    redis.down = True
    cache = caches["default"]
    cache.set("a", 1)
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    assert (cache.get("a"), cache.get_many(["a"]), "a" in cache) == (None, {}, False)
    assert (cache.touch("a"), cache.delete("a")) == (False, False)


@pytest.mark.parametrize("operation", ["add", "incr", "clear"])
def test_what_counts_is_refused_without_redis(redis, operation):
    redis.down = True
    with pytest.raises(CacheUnavailable):
        getattr(caches["default"], operation)(*{"add": ("a", 1), "incr": ("a",), "clear": ()}[operation])


@pytest.mark.parametrize("write", [lambda cache: cache.set("a", 2), lambda cache: cache.set_many({"a": 2})])
def test_a_full_redis_loses_the_value_that_it_does_not_take_and_no_other(redis, write):
    for key, value in {"a": 1, "count": 5}.items():
        caches["default"].set(key, value)
    redis.full = True
    write(caches["default"])
    redis.full = False
    assert caches["default"].get_many(["a", "count"]) == {"count": 5}
    assert not TolerantClient.lost_write


def test_a_full_redis_is_read_and_refuses_what_must_count(redis, client, anna, monkeypatch):
    monkeypatch.setattr(redis_cache, "PAUSE", 60)
    caches["default"].set("a", 1)
    redis.full = True
    for operation, values in {"add": ("b", 1), "incr": ("a",)}.items():
        with pytest.raises(CacheUnavailable):
            getattr(caches["default"], operation)(*values)
    assert caches["default"].get("a") == 1
    client.raise_request_exception = False
    assert client.post("/accounts/password/reset/", {"email": anna.email}).status_code == 503
    assert cache_outage.is_failing()


def test_a_failing_redis_is_not_asked_again_at_once(redis, monkeypatch):
    redis.down = True
    monkeypatch.setattr(redis_cache, "PAUSE", 60)
    caches["default"].get("a")
    redis.down = False
    redis.rows["a"] = b"1"
    assert caches["default"].get("a") is None
    assert not cache_outage.is_failing()


def test_a_member_who_is_signed_in_reads_and_posts_without_redis(redis, client_for, anna):
    browser = client_for(anna)
    redis.down = True
    assert browser.get("/members/").status_code == 200
    changed = browser.post("/settings/profile/", {"name": "Anna R.", "handle": "anna", "headline": ""})
    assert changed.status_code in (200, 302)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD}),
        ("/accounts/password/reset/", {"email": "anna@example.org"}),
    ],
)
def test_forms_with_a_limit_answer_503_without_redis(redis, client, anna, path, data):
    redis.down = True
    client.raise_request_exception = False
    assert client.get(path).status_code == 200
    assert client.post(path, data).status_code == 503


def test_a_session_that_ended_without_redis_stays_ended(redis, client_for, anna):
    """Its old copy in Redis is not believed when Redis is back."""
    browser = client_for(anna)
    browser.get("/")
    cookie = browser.cookies["session"].value
    redis.down = True
    assert browser.post("/accounts/logout/").status_code == 302
    assert not Session.objects.filter(pk=cookie).exists()
    redis.down = False
    assert redis.rows
    browser.cookies["session"] = cookie
    assert browser.get("/settings/").status_code == 302


def test_tick_empties_a_cache_that_another_process_could_not_write(redis, monkeypatch):
    caches["default"].set("a", "old")
    redis.down = True
    caches["default"].delete("a")
    monkeypatch.setattr(TolerantClient, "lost_write", False)
    jobs.tick()
    redis.down = False
    jobs.tick()
    assert not redis.rows
    caches["default"].set("a", "new")
    jobs.tick()
    assert caches["default"].get("a") == "new"


def test_readyz_names_redis(redis, client):
    assert client.get("/readyz").status_code == 200
    redis.down = True
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode().startswith("Redis (CACHE_URL) does not answer or is full")
