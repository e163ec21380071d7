"""Every page without JavaScript: it has a heading, and every control works."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page_object import Person
from tests.browser.test_pages import check

pytestmark = pytest.mark.browser

DEAD_CONTROLS = r"""(ignored) => [...document.querySelectorAll('button, input, select, a')]
    .filter((it) => it.checkVisibility() && !it.matches(`:disabled, ${ignored}`))
    .filter((it) => it.matches('a') ? !it.getAttribute('href') || it.getAttribute('href') === '#'
        : it.matches('[type=button]') || !it.form)
    .map((it) => it.outerHTML.slice(0, 120))"""
NO_HEADING = "!document.querySelector('h1')?.innerText.trim()"
WITH_EXAMPLES = ("styleguide",)
"""The style guide has buttons that do nothing."""
NEED_JAVASCRIPT = ".theme-toggle, #toggle-nav-sidebar, #nav-filter, .cancel-link"
"""Optional controls of Django's admin, which does not hide them without JavaScript."""


def faults_without_javascript(page: Page) -> list[str]:
    faults = [f"does nothing: {control}" for control in page.evaluate(DEAD_CONTROLS, NEED_JAVASCRIPT)]
    return [*faults, *(["has no heading"] if page.evaluate(NO_HEADING) else [])]


def check_without_javascript(person: Person, pages: dict[str, str]) -> None:
    pages = {name: path for name, path in pages.items() if name not in WITH_EXAMPLES}
    check(person, pages, faults_without_javascript)


def test_half_of_the_pages(page_set, open_page_set):
    check_without_javascript(open_page_set(page_set, java_script_enabled=False), page_set.sample(0, parts=2))


@pytest.mark.long
def test_every_page(page_set, open_page_set):
    check_without_javascript(open_page_set(page_set, java_script_enabled=False), page_set.pages)


@pytest.mark.parametrize(
    "markup", ["<h1>A</h1><button type=button>B</button>", "<h1>A</h1><a>B</a>", "<p>C</p>"]
)
def test_faults_are_detected(at_browser, markup):
    page = at_browser(java_script_enabled=False).page
    page.set_content(markup)
    assert faults_without_javascript(page)
