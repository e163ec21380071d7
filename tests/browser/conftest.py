"""Real browsers against the product's own pages; the worker runs between the steps, when a test says so."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings as django_settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from playwright.sync_api import Route, expect

from network.members.models import Member
from tests.admin.test_inspection import everything
from tests.browser import desks, town
from tests.browser.person import Person
from tests.conftest import find_chromium
from tests.members.conftest import frozen_totp_step

__all__ = ["everything", "frozen_totp_step"]

# Playwright keeps a loop running in this thread; the tests use the database beside it, never within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PATIENCE = 20_000
"""Milliseconds, on a machine that does other things too."""

expect.set_options(timeout=PATIENCE)

QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": find_chromium(), "args": QUIETLY}


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
def java_script_enabled() -> bool:
    """A file of stories may tell each of them twice, the second time without."""
    return True


@pytest.fixture
def at_browser(new_context, live_server, java_script_enabled) -> Callable[..., Person]:
    """`at_browser(anna)` is Anna, signed in, at a browser of her own; `at_browser()` is anybody.

    `fresh=False`: she typed her password some time ago.
    """

    usual = {"locale": "en-GB", "java_script_enabled": java_script_enabled}

    def open_one(member: Member | None = None, **how: object) -> Person:
        fresh = how.pop("fresh", True)
        context = new_context(base_url=live_server.url, **(usual | how))
        context.set_default_timeout(PATIENCE)
        if member:
            context.add_cookies([session_of(member, live_server.url, fresh)])
        return Person(context.new_page(), member)

    return open_one


@pytest.fixture(name="town")
def a_town(anna, bruno, carla, clock) -> town.Town:
    return town.build(anna, bruno, carla, clock)


@pytest.fixture(params=desks.DESKS)
def desk(request, settings, tmp_path) -> desks.Desk:
    """One desk after the other, in a world in which none of its pages is empty."""
    settings.CLOCK_FILE = tmp_path / "clock"
    world = "everything" if request.param == "staff" else "town"
    return desks.DESKS[request.param](request.getfixturevalue(world))


@pytest.fixture
def sits_at(at_browser) -> Callable[..., Person]:
    """`sits_at(desk, "dark", "ar")` is who reads there, as they like it."""

    def sit(desk: desks.Desk, colours: str = "light", language: str = "en", **how: object) -> Person:
        if desk.member:
            Member.objects.filter(pk=desk.member.pk).update(language=language)
        person = at_browser(desk.member, **{"locale": language, "color_scheme": colours} | how)
        for path, template in desk.drawn.items():
            person.page.route(f"**{path}", drawn_by(template, language))
        return person

    return sit


def drawn_by(template: str, language: str) -> Callable[[Route], None]:
    with translation.override(language):
        page = render_to_string(template, request=RequestFactory().get("/"))
    return lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8")


def session_of(member: Member, url: str, fresh: object = True) -> dict[str, str]:
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    if fresh:
        show_that_it_is_them(client, member)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def show_that_it_is_them(client: Client, member: Member) -> None:
    """As if they had just typed their password again."""
    request = HttpRequest()
    request.user, request.session = member, client.session
    reauthenticate_by_password(request)
    request.session.save()
