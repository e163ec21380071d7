"""The two columns of the directory, and the menu of a connection: by keyboard, without JavaScript, nothing shifts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from network.members.models import Connection
from tests.browser.keyboard import tab_to
from tests.browser.test_pages import axe_faults, width_faults
from tests.factories import MemberFactory

pytestmark = pytest.mark.browser

CARDS = "[...document.querySelectorAll('.cards-grid .card')]"
LEFT_EDGES = f"[...new Set({CARDS}.map((card) => card.getBoundingClientRect().x))]"
BUTTONS_PER_CARD = f"{CARDS}.map((card) => card.querySelectorAll('.button').length)"
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 300);
})"""


@pytest.fixture
def people(anna, bruno, carla):
    """Bruno and Carla are connections of Anna, six others of Carla."""
    for person in (bruno, carla):
        Connection.objects.connect(anna, person)
    for number in range(6):
        Connection.objects.connect(carla, MemberFactory(name=f"Friend {number}", headline="Bookbinder"))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "columns"), [(360, 1), (768, 2), (1280, 2), (1600, 2)])
def test_the_directory_has_two_columns(people, anna, at_browser, width, columns, language):
    type(anna).objects.filter(pk=anna.pk).update(language=language)
    person = at_browser(anna, viewport={"width": width, "height": 900})
    person.visit("/members/")
    assert len(person.page.evaluate(LEFT_EDGES)) == columns
    assert max(person.page.evaluate(BUTTONS_PER_CARD)) == 1
    assert person.page.evaluate(SHIFTS) == 0
    assert width_faults(person.page) == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_an_open_menu_has_no_fault(people, anna, at_browser, color_scheme):
    person = at_browser(anna, color_scheme=color_scheme)
    person.visit("/connections/")
    person.page.locator(".member-menu summary").first.click()
    assert axe_faults(person.page) == []
    person.page.set_viewport_size({"width": 320, "height": 900})
    assert width_faults(person.page) == []


def test_the_menu_by_keyboard(people, anna, at_browser):
    person = at_browser(anna)
    person.visit("/connections/")
    tab_to(person, "Remove or block Carla Longo")
    person.page.keyboard.press("Enter")
    tab_to(person, "Remove Carla Longo from your connections")
    person.page.keyboard.press("Enter")
    person.sees_status("Carla Longo is no longer among your connections.")


def test_the_menu_without_javascript(people, anna, at_browser):
    person = at_browser(anna, java_script_enabled=False)
    person.visit("/connections/")
    person.page.locator(".card", has_text="Bruno Verdi").locator("summary").click()
    person.press("Block Bruno Verdi")
    person.sees("You blocked Bruno Verdi, who is not told.")


def test_only_one_menu_is_open(people, anna, at_browser):
    person = at_browser(anna)
    person.visit("/connections/")
    menus = person.page.locator(".member-menu")
    menus.nth(1).locator("summary").click()
    menus.nth(0).locator("summary").press("Enter")
    expect(person.page.locator(".member-menu[open]")).to_have_count(1)


@pytest.mark.parametrize("menu", [".member-menu >> nth=0", ".navbar .menu"])
def test_a_menu_closes_by_escape_and_when_the_focus_or_the_pointer_leaves(people, anna, at_browser, menu):
    person = at_browser(anna)
    person.visit("/connections/")
    page, summary = person.page, person.page.locator(menu).locator("summary")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator("h1").click()):
        summary.press("Enter")
        leave()
        expect(page.locator("details.menu[open]")).to_have_count(0)
    summary.press("Enter")
    page.locator(".skip-link").focus()
    expect(page.locator("details.menu[open]")).to_have_count(0)


def test_escape_gives_the_focus_back_to_the_button(people, anna, at_browser):
    person = at_browser(anna)
    person.visit("/connections/")
    tab_to(person, "Remove or block Carla Longo")
    person.page.keyboard.press("Enter")
    tab_to(person, "Block Carla Longo")
    person.page.keyboard.press("Escape")
    expect(person.page.locator(".member-menu summary", has_text="Carla")).to_be_focused()


def test_on_paper_only_what_is_written(people, anna, at_browser):
    person = at_browser(anna)
    for path in ("/", "/members/", "/connections/", "/members/carla/"):
        person.visit(path)
        person.page.emulate_media(media="print")
        shown = person.page.locator(":is(a.button, button, summary, input, select, textarea)")
        assert [control for control in shown.all() if control.is_visible()] == []
