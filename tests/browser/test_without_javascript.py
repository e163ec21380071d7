"""Every page without JavaScript: it shows what it has, and every control on it still does something."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page_sets import DESKS
from tests.browser.test_pages import check

pytestmark = pytest.mark.browser

IDLE = r"""(asleep) => [...document.querySelectorAll('button, input, select, a')]
    .filter((it) => it.checkVisibility() && !it.matches(`:disabled, ${asleep}`))
    .filter((it) => it.matches('a') ? !it.getAttribute('href') || it.getAttribute('href') === '#'
        : it.matches('[type=button]') || !it.form)
    .map((it) => it.outerHTML.slice(0, 120))"""
SILENT = "!document.querySelector('h1')?.innerText.trim()"
SPECIMENS = ("demo/style/",)
"""Buttons to look at, which lead nowhere on purpose."""
ASLEEP = ".theme-toggle, #toggle-nav-sidebar, #nav-filter, .cancel-link"
"""The comforts of Django's admin, which it draws without asking for a script; nothing there needs them."""


def by_what_is_left(page: Page) -> list[str]:
    faults = [f"does nothing: {it}" for it in page.evaluate(IDLE, ASLEEP)]
    return [*faults, *(["says nothing"] if page.evaluate(SILENT) else [])]


def test_every_page_says_and_does_the_same(desk, sits_at):
    pages = {name: path for name, path in desk.of_a_day(0).items() if name not in SPECIMENS}
    check(sits_at(desk, java_script_enabled=False), pages, by_what_is_left)


@pytest.mark.long
def test_every_page_of_the_staff_too(everything, sits_at):
    desk = DESKS["staff"](everything)
    check(sits_at(desk, java_script_enabled=False), desk.pages, by_what_is_left)


@pytest.mark.parametrize(
    "markup", ["<h1>A</h1><button type=button>B</button>", "<h1>A</h1><a>B</a>", "<p>C</p>"]
)
def test_a_page_that_needs_its_script_is_seen(at_browser, markup):
    page = at_browser(java_script_enabled=False).page
    page.set_content(markup)
    assert by_what_is_left(page)
