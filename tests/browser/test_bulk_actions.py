"""Bulk actions by keyboard alone; axe checks each page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from invitations.models import Invitation
from network.members.models import Connection, Member
from tests.browser.keyboard import tab_to
from tests.browser.page_object import Person
from tests.browser.test_pages import NARROW, axe_faults, width_faults
from tests.conftest import invite
from tests.languages import LANGUAGES

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
APPEARANCES = [
    pytest.param(language, scheme, marks=() if scheme == SCHEMES[number % 2] else pytest.mark.long)
    for number, language in enumerate(LANGUAGES)
    for scheme in SCHEMES
]
"""In the gate each language has one of the colour schemes."""


def press(person: Person, name: str, key: str = "Enter") -> None:
    tab_to(person, name)
    person.page.keyboard.press(key)


@pytest.fixture
def recipient(anna, bruno, carla, at_browser) -> Person:
    """Bruno's inbox with two invitations."""
    for sender in (anna, carla):
        invite(sender, bruno, "We met in Modena.")
    person = at_browser(bruno)
    person.visit("/invitations/")
    return person


def test_accepting_two(recipient, bruno):
    for name in ("Select Carla Longo", "Select Anna Ricci"):
        press(recipient, name, "Space")
    assert not axe_faults(recipient.page)
    press(recipient, "Accept the selected…")
    recipient.sees_heading("Accept 2 invitations")
    assert not axe_faults(recipient.page)
    press(recipient, "Accept 2 invitations")
    recipient.sees("You are connected with 2 more people.")
    assert Connection.objects.of(bruno).count() == 2


def test_enter_on_a_checkbox_asks_for_confirmation(recipient, bruno):
    press(recipient, "Select Carla Longo", "Space")
    recipient.page.keyboard.press("Enter")
    recipient.sees_heading("Accept 1 invitation")
    assert not Connection.objects.of(bruno).exists()


def test_ignoring_all_and_undoing(recipient):
    tab_to(recipient, "Ignore the selected")
    recipient.page.keyboard.press("Shift+Tab")
    recipient.page.keyboard.press("Shift+Tab")
    recipient.page.keyboard.press("Space")
    press(recipient, "Ignore the selected")
    recipient.sees("2 invitations are in your archive. Nobody is told.")
    recipient.sees("No invitations waiting")
    press(recipient, "Undo")
    recipient.sees("2 invitations are back in your inbox.")


def test_the_select_all_checkbox(recipient):
    select_all, first = (
        recipient.page.get_by_label("Select all on this page"),
        recipient.page.locator(".select-checkbox input").first,
    )
    first.check()
    assert select_all.evaluate("box => box.indeterminate")
    select_all.check()
    expect(recipient.page.locator(".select-checkbox input:checked")).to_have_count(2)
    select_all.uncheck()
    expect(recipient.page.locator(".select-checkbox input:checked")).to_have_count(0)


def test_without_javascript(recipient, bruno, at_browser):
    person = at_browser(bruno, java_script_enabled=False)
    person.visit("/invitations/")
    expect(person.page.get_by_label("Select all on this page")).to_be_hidden()
    person.page.get_by_label("Select Anna Ricci").check()
    person.press("Ignore the selected")
    person.press("Undo")
    person.sees("1 invitation is back in your inbox.")


def test_withdrawing_asks_for_confirmation(anna, bruno, carla, at_browser):
    for person in (bruno, carla):
        invite(anna, person)
    sender = at_browser(anna)
    sender.visit("/invitations/sent/")
    sender.page.get_by_label("Select all on this page").check()
    sender.press("Withdraw the selected…")
    sender.sees("You can’t undo this")
    sender.press("Withdraw 2 invitations")
    sender.sees("2 invitations are withdrawn. Nobody is told.")
    assert not Invitation.objects.open().exists()


@pytest.mark.parametrize(("language", "scheme"), APPEARANCES)
def test_filters_and_selection_on_a_narrow_screen(recipient, bruno, at_browser, language, scheme):
    Member.objects.filter(pk=bruno.pk).update(language=language)
    person = at_browser(bruno, color_scheme=scheme, **NARROW)
    person.visit("/invitations/?note=1&reason=none&sort=oldest")
    for box in person.page.locator(".select-checkbox input").all():
        box.check()
    assert width_faults(person.page) + axe_faults(person.page) == []
