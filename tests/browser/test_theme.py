"""The light and dark themes in a browser, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_choice_overrides_the_device(at_browser, anna, bruno, color_scheme):
    person = at_browser(anna, color_scheme=color_scheme)
    person.visit("/members/bruno/invite/")
    person.fill("Note", "We met in Cremona.")
    before = person.page.evaluate(BACKGROUND)
    person.press("Light" if color_scheme == "dark" else "Dark")
    expect(person.button("Dark")).to_have_attribute("aria-pressed", str(color_scheme == "light").lower())
    assert person.page.evaluate(BACKGROUND) != before
    expect(person.page.get_by_label("Note")).to_have_value("We met in Cremona.")


def test_the_choice_is_kept_without_javascript(at_browser, anna):
    person = at_browser(anna, java_script_enabled=False)
    person.visit("/settings/")
    person.press("Dark")
    assert person.page.url.endswith("/settings/")
    expect(person.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_next_page_has_the_theme(at_browser):
    person = at_browser()
    person.visit("/")
    with person.page.expect_response("**/theme/"):
        person.press("Dark")
    person.visit("/nothing/here/")
    expect(person.page.locator("html")).to_have_attribute("data-theme", "dark")
