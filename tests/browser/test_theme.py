"""Light and dark at a browser: with JavaScript nothing typed is lost, and without it the choice is kept all the same."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("lamp", ["light", "dark"])
def test_the_choice_outdoes_the_device(at_browser, anna, bruno, lamp):
    person = at_browser(anna, color_scheme=lamp)
    person.visit("/members/bruno/invite/")
    person.write("Note", "We met in Cremona.")
    before = person.page.evaluate(PAPER)
    person.press("Light" if lamp == "dark" else "Dark")
    expect(person.button("Dark")).to_have_attribute("aria-pressed", str(lamp == "light").lower())
    assert person.page.evaluate(PAPER) != before
    expect(person.page.get_by_label("Note")).to_have_value("We met in Cremona.")


def test_it_is_kept_without_a_script(at_browser, anna):
    person = at_browser(anna, java_script_enabled=False)
    person.visit("/settings/")
    person.press("Dark")
    assert person.page.url.endswith("/settings/")
    expect(person.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_next_page_has_it_too(at_browser):
    person = at_browser()
    person.visit("/")
    with person.page.expect_response("**/theme/"):
        person.press("Dark")
    person.visit("/nothing/here/")
    expect(person.page.locator("html")).to_have_attribute("data-theme", "dark")
