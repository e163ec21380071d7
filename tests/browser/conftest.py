"""Chromium against a live server. The worker runs only where a test calls `work()`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from playwright.sync_api import Route, expect

from bin.chromium import find_chromium
from network.members.models import Member
from tests.admin.test_inspection import everything
from tests.browser import fixtures
from tests.browser.page_object import Person
from tests.browser.page_sets import PAGE_SETS, PageSet
from tests.conftest import record_password_entry
from tests.members.conftest import frozen_totp_step

__all__ = ["everything", "frozen_totp_step"]

# Playwright runs an event loop in this thread; the tests use the database outside of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

TIMEOUT = 20_000
"""Milliseconds; long, because tests run in parallel."""

expect.set_options(timeout=TIMEOUT)

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": find_chromium(), "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Empty: each test has its own live server."""
    return ""


@pytest.fixture(autouse=True)
def site(live_server, settings, tmp_path):
    """Links in e-mails lead to the live server; clock and data folder of the demo are a test's own."""
    settings.CLOCK_FILE = tmp_path / "clock"
    settings.DATA_DIR = settings.PRIVATE_DIR = tmp_path
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture
def java_script_enabled() -> bool:
    """Test files that run each test with and without JavaScript override it."""
    return True


@pytest.fixture
def at_browser(new_context, live_server, java_script_enabled) -> Callable[..., Person]:
    """`at_browser(anna)` opens a browser in which Anna is signed in, `at_browser()` one of a visitor.

    `recently_authenticated=False`: the password was typed some time ago. Other options are those of Playwright's contexts.
    """
    defaults = {"locale": "en-GB", "java_script_enabled": java_script_enabled}

    def open_browser(member: Member | None = None, **options: object) -> Person:
        recently_authenticated = options.pop("recently_authenticated", True)
        context = new_context(base_url=live_server.url, **(defaults | options))
        context.set_default_timeout(TIMEOUT)
        if member:
            context.add_cookies([session_cookie(member, live_server.url, recently_authenticated)])
        return Person(context.new_page(), member)

    return open_browser


@pytest.fixture
def browser_data(anna, bruno, carla, clock) -> fixtures.BrowserData:
    return fixtures.build(anna, bruno, carla, clock)


@pytest.fixture(params=PAGE_SETS)
def page_set(request) -> PageSet:
    """Each page set in turn, with data on all of its pages."""
    data = "everything" if request.param == "staff" else "browser_data"
    return PAGE_SETS[request.param](request.getfixturevalue(data))


@pytest.fixture
def open_page_set(at_browser) -> Callable[..., Person]:
    """`open_page_set(page_set, "dark", "ar")` opens the browser of its visitor, in this colour scheme and language."""

    def open_browser(
        page_set: PageSet, color_scheme: str = "light", language: str = "en", **options: object
    ) -> Person:
        if page_set.member:
            Member.objects.filter(pk=page_set.member.pk).update(language=language)
        person = at_browser(page_set.member, **{"locale": language, "color_scheme": color_scheme} | options)
        for path, template in page_set.templates.items():
            person.page.route(f"**{path}", respond_with(template, language))
        return person

    return open_browser


def respond_with(template: str, language: str) -> Callable[[Route], None]:
    """A handler of Playwright's that answers with the rendered template."""
    with translation.override(language):
        page = render_to_string(template, request=RequestFactory().get("/"))
    return lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8")


def session_cookie(member: Member, url: str, recently_authenticated: object = True) -> dict[str, str]:
    client = Client()
    client.force_login(member, backend="network.members.accounts.backends.AddressBackend")
    if recently_authenticated:
        record_password_entry(client, member)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
