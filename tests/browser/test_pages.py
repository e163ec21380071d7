"""Every page as people look at it: no fault for axe, no word in the console, no scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from invitations.models import Invitation
from network.members.admin_manners import page_of
from network.members.models import Member
from tests.browser import town as towns
from tests.browser.person import Person

pytestmark = pytest.mark.browser

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"], "preload": False}
SAMPLE = (
    "home",
    "received",
    "archived",
    "sent-detail",
    "send-gate",
    "profile-stranger",
    "preferences",
    "mail",
)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def town(anna, bruno, carla, clock) -> towns.Town:
    return towns.build(anna, bruno, carla, clock)


def check(person: Person, pages: dict[str, str], look: Callable[[Page], list[str]]) -> None:
    """Visit each page and have a look; what axe itself makes the console say does not count."""
    spoken, faults = listen(person.page), []
    for name, path in pages.items():
        status = person.visit(path)
        spoken += [] if status == (404 if name == "not-found" else 200) else [f"answered {status}"]
        heard = spoken.copy()
        faults += [f"{name}: {fault}" for fault in heard + look(person.page)]
        spoken.clear()
    assert not faults, "\n".join(faults)


def listen(page: Page) -> list[str]:
    """What the console complains of from now on, breaches of the policy included; a page's own 404 is none."""
    spoken: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        own_status = (
            message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        )
        if message.type in ("error", "warning") and not own_status:
            spoken.append(f"{message.text} ({message.location['url']})")

    page.on("console", hear)
    page.on("pageerror", lambda error: spoken.append(str(error)))
    return spoken


def by_axe(page: Page) -> list[str]:
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in Axe().run(page, options=OPTIONS).response["violations"]
        for node in fault["nodes"]
    ]


def by_width(page: Page) -> list[str]:
    return ["scrolls sideways"] if page.evaluate(SIDEWAYS) > 0 else []


def test_the_pages_of_a_member(town, at_browser):
    check(at_browser(town.anna), town.pages, by_axe)


def test_the_pages_of_anybody(town, at_browser):
    check(at_browser(), town.calm, by_axe)


def test_after_an_action(town, at_browser):
    recipient = at_browser(town.anna)
    recipient.visit("/invitations/")
    recipient.press("Ignore Bruno Verdi")
    assert recipient.can_press("Undo")
    assert not by_axe(recipient.page)


def test_the_admin_speaks_no_word_in_the_console(town, at_browser):
    staff = at_browser(Member.objects.create_superuser("admin@example.org", "acquaint", name="Ada Min"))
    pages = {"list": "/admin/invitations/invitation/", "one": page_of(Invitation.objects.earliest("pk"))}
    check(staff, pages, lambda page: [])


def test_in_the_dark(town, at_browser):
    pages = {name: town.pages[name] for name in SAMPLE}
    check(at_browser(town.anna, color_scheme="dark"), pages, by_axe)


def test_in_arabic(town, at_browser):
    Member.objects.filter(pk=town.anna.pk).update(language="ar")
    check(at_browser(town.anna), town.pages, by_axe)


def test_anybody_in_arabic(town, at_browser):
    check(at_browser(locale="ar-JO"), town.calm, by_axe)


@pytest.mark.parametrize("language", ["en", "it", "ar"])
def test_on_the_narrowest_screen(town, at_browser, language):
    Member.objects.filter(pk=town.anna.pk).update(language=language)
    check(at_browser(town.anna, **NARROW), town.pages, by_width)


def test_anybody_on_the_narrowest_screen(town, at_browser):
    check(at_browser(**NARROW), town.calm, by_width)
