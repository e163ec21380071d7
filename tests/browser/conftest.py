"""Real browsers against the product's own pages; the worker runs between the steps, when a test says so."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from network.members.models import Member
from tests.browser.person import Person
from tests.members.conftest import half_minute

__all__ = ["half_minute"]

# Playwright keeps a loop running in this thread; the tests use the database beside it, never within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PATIENCE = 20_000
"""Milliseconds, on a machine that does other things too."""

expect.set_options(timeout=PATIENCE)

CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": QUIETLY}


@pytest.fixture(scope="session")
def base_url() -> str:
    """None for all: each test has a server of its own."""
    return ""


@pytest.fixture(autouse=True)
def site(live_server, settings):
    """The links of e-mails lead to the server of the test; no attempt is remembered for the next one."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    yield
    cache.clear()


@pytest.fixture
def at_browser(new_context, live_server) -> Callable[..., Person]:
    """`at_browser(anna)` is Anna, signed in, at a browser of her own; `at_browser()` is anybody."""

    def open_one(member: Member | None = None, **how: object) -> Person:
        context = new_context(base_url=live_server.url, **({"locale": "en-GB"} | how))
        context.set_default_timeout(PATIENCE)
        if member:
            context.add_cookies([session_of(member, live_server.url)])
        return Person(context.new_page(), member)

    return open_one


def session_of(member: Member, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
