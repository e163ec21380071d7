"""Redis is killed and comes back: members stay signed in, forms with a limit answer 503, an ended session stays ended."""

from __future__ import annotations

import shutil

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches

from bin.ports import free_port
from network.common import jobs, redis_cache
from network.common.redis_cache import TolerantClient
from tests.members.account import PASSWORD
from tests.redis_server import redis

pytestmark = [pytest.mark.long, pytest.mark.django_db]
LOGIN = "/accounts/login/"


@pytest.fixture
def port(settings, monkeypatch):
    """A free port for Redis, which the settings name."""
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server; bin/check installs it")
    number = free_port()
    monkeypatch.setattr(TolerantClient, "retry_at", 0.0)
    monkeypatch.setattr(TolerantClient, "lost_write", False)
    monkeypatch.setattr(redis_cache, "PAUSE", 0)
    settings.CACHES = {
        "default": {
            "BACKEND": "network.common.redis_cache.TolerantRedisCache",
            "LOCATION": f"redis://127.0.0.1:{number}/0",
            "KEY_FUNCTION": "network.common.cache.hash_key",
        }
    }
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    return number


def sign_in(browser, member) -> int:
    return browser.post(LOGIN, {"login": member.email, "password": PASSWORD}).status_code


@pytest.fixture
def browser(client_for, anna):
    anna.set_password(PASSWORD)
    anna.save()
    browser = client_for()
    browser.raise_request_exception = False
    return browser


def test_members_stay_signed_in_and_an_ended_session_stays_ended(port, tmp_path, browser, anna, client_for):
    append = ("--appendonly", "yes", "--appendfsync", "always")
    with redis(port, tmp_path, *append):
        assert sign_in(browser, anna) == 302
        cookie = browser.cookies["session"].value
        assert browser.get("/settings/").status_code == 200
    assert browser.get("/settings/").status_code == 200
    assert client_for().get("/readyz").content.startswith(b"Redis (CACHE_URL)")
    assert sign_in(browser, anna) in (302, 503)
    assert browser.post("/accounts/logout/").status_code == 302
    assert not Session.objects.filter(pk=cookie).exists()
    with redis(port, tmp_path, *append):
        browser.cookies["session"] = cookie
        assert browser.get("/settings/").status_code == 302
        assert client_for().get("/readyz").status_code == 200


def test_signing_in_is_refused_without_redis_and_works_again(port, tmp_path, browser, anna):
    assert sign_in(browser, anna) == 503
    with redis(port, tmp_path):
        assert sign_in(browser, anna) == 302


def test_a_full_redis_is_named_and_limits_are_refused(port, tmp_path, browser, anna):
    with redis(port, tmp_path, "--maxmemory", "1", "--maxmemory-policy", "noeviction"):
        assert sign_in(browser, anna) == 503
        assert browser.get("/readyz").status_code == 503


def test_another_process_empties_redis_by_the_note_in_the_database(port, tmp_path, monkeypatch):
    caches["default"].delete("gone")
    monkeypatch.setattr(TolerantClient, "lost_write", False)
    with redis(port, tmp_path):
        caches["default"].set("old", 1)
        jobs.tick()
        assert caches["default"].get("old") is None
