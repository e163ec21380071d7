"""Every page as people look at it: no fault for axe, no word in the console, no scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.page_object import Person
from tests.browser.page_sets import LOOKS
from tests.languages import LANGUAGES

pytestmark = pytest.mark.browser

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"], "preload": False}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LEADS_ON = ("new-password",)
"""Its address holds a secret, which the browser forgets at once."""

NARROW = {"viewport": {"width": 320, "height": 640}}


def check(person: Person, pages: dict[str, str], look: Callable[[Page], list[str]]) -> None:
    """Visit each page and have a look; what axe itself makes the console say does not count."""
    spoken, faults = listen(person.page), []
    for name, path in pages.items():
        wrong = by_answer(person, name, path) + spoken
        spoken.clear()
        faults += [f"{name}: {fault}" for fault in wrong + look(person.page)]
        spoken.clear()
    assert not faults, "\n".join(faults)


def by_answer(person: Person, name: str, path: str) -> list[str]:
    """Go there, and say if it is another page that one gets to see."""
    status = person.visit(path)
    faults = [] if status == (404 if name == "not-found" else 200) else [f"answered {status}"]
    if name not in LEADS_ON and urlsplit(person.page.url).path != urlsplit(path).path:
        faults.append(f"led to {person.page.url}")
    return faults


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


def test_every_page_in_one_of_its_looks(desk, sits_at):
    for look, (colours, language) in enumerate(LOOKS):
        check(sits_at(desk, colours, language), desk.dealt(look), by_axe)


@pytest.mark.long
@pytest.mark.parametrize(("colours", "language"), LOOKS)
def test_every_page_in_every_look(desk, sits_at, colours, language):
    check(sits_at(desk, colours, language), desk.pages, by_axe)


def test_after_an_action(town, at_browser):
    recipient = at_browser(town.anna)
    recipient.visit("/invitations/")
    recipient.press("Ignore Bruno Verdi")
    assert recipient.can_press("Undo")
    assert not by_axe(recipient.page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_narrowest_screen(desk, sits_at, language):
    pages = desk.of_a_day(LANGUAGES.index(language))
    check(sits_at(desk, language=language, **NARROW), pages, by_width)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_the_narrowest_screen(desk, sits_at, language):
    check(sits_at(desk, language=language, **NARROW), desk.pages, by_width)
