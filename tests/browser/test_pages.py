"""Every page: no violation for axe, no console message, no horizontal scrolling."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.page_object import Person
from tests.browser.page_sets import APPEARANCES
from tests.languages import LANGUAGES

pytestmark = pytest.mark.browser

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
HORIZONTAL_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REDIRECTING = ("new-password",)
"""Its path has a secret key, so it redirects to one without."""

NARROW = {"viewport": {"width": 320, "height": 640}}


def check(person: Person, pages: dict[str, str], find_faults: Callable[[Page], list[str]]) -> None:
    """Visit each page and assert that `find_faults` and the console have nothing to report.

    Console messages that `find_faults` itself causes are ignored.
    """
    messages, faults = console_messages(person.page), []
    for name, path in pages.items():
        problems = response_faults(person, name, path) + messages
        messages.clear()
        faults += [f"{name}: {fault}" for fault in problems + find_faults(person.page)]
        messages.clear()
    assert not faults, "\n".join(faults)


def response_faults(person: Person, name: str, path: str) -> list[str]:
    """Visit the path; faults are an unexpected status and a redirect."""
    status = person.visit(path)
    faults = [] if status == (404 if name == "not-found" else 200) else [f"returned {status}"]
    if name not in REDIRECTING and urlsplit(person.page.url).path != urlsplit(path).path:
        faults.append(f"redirected to {person.page.url}")
    return faults


def console_messages(page: Page) -> list[str]:
    """A list that gets every later error and warning of the console, CSP violations included; not a page's own 404."""
    messages: list[str] = []

    def record(message: ConsoleMessage) -> None:
        own_status = (
            message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        )
        if message.type in ("error", "warning") and not own_status:
            messages.append(f"{message.text} ({message.location['url']})")

    page.on("console", record)
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


def axe_faults(page: Page) -> list[str]:
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in Axe().run(page, options=OPTIONS).response["violations"]
        for node in fault["nodes"]
    ]


def width_faults(page: Page) -> list[str]:
    return ["scrolls horizontally"] if page.evaluate(HORIZONTAL_OVERFLOW) > 0 else []


@pytest.mark.run_first
def test_every_page_in_one_appearance(page_set, open_page_set):
    for number, (color_scheme, language) in enumerate(APPEARANCES):
        check(open_page_set(page_set, color_scheme, language), page_set.sample(number), axe_faults)


@pytest.mark.long
@pytest.mark.parametrize(("color_scheme", "language"), APPEARANCES)
def test_every_page_in_every_appearance(page_set, open_page_set, color_scheme, language):
    check(open_page_set(page_set, color_scheme, language), page_set.pages, axe_faults)


def test_after_an_action(browser_data, at_browser):
    recipient = at_browser(browser_data.anna)
    recipient.visit("/invitations/")
    recipient.press("Ignore Bruno Verdi")
    assert recipient.can_press("Undo")
    assert not axe_faults(recipient.page)


def test_on_the_narrowest_screen(page_set, open_page_set):
    """Half of the pages, each in one of the languages."""
    for number, language in enumerate(LANGUAGES):
        pages = page_set.sample(number, 2 * len(LANGUAGES))
        check(open_page_set(page_set, language=language, **NARROW), pages, width_faults)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_on_the_narrowest_screen(page_set, open_page_set, language):
    check(open_page_set(page_set, language=language, **NARROW), page_set.pages, width_faults)
