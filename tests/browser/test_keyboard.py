"""By keyboard alone: everything is reached by Tab, seen where it is, and pressed with Enter."""

from __future__ import annotations

import pytest

from tests.browser.person import Person
from tests.conftest import invite

pytestmark = pytest.mark.browser

FOCUSED = r"""() => {
    const it = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(it);
    const name = (it.ariaLabel || it.innerText).replace(/\s+/g, ' ').trim();
    return [name, outlineStyle !== 'none' && outlineWidth !== '0px'];
}"""
MANY = 60


def tab(person: Person) -> str:
    """To the next stop, which must be seen; what it is called."""
    person.page.keyboard.press("Tab")
    name, seen = person.page.evaluate(FOCUSED)
    assert seen, f"{name} has the focus and does not show it"
    return name


def tab_to(person: Person, name: str) -> None:
    assert any(name in tab(person) for _step in range(MANY)), f"{name} is not reached"


def test_accepting_by_keyboard(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    tab_to(recipient, "Accept Anna Ricci")
    recipient.page.keyboard.press("Enter")
    recipient.reads("You and Anna Ricci are connected.")


def test_inviting_by_keyboard(anna, bruno, at_browser):
    sender = at_browser(anna)
    sender.visit("/members/bruno/invite/")
    tab_to(sender, "Send invitation")
    sender.page.keyboard.press("Enter")
    sender.reads("Recorded.")


def test_the_skip_link_leads_to_the_content(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    assert tab(recipient) == "Skip to the content"
    recipient.page.keyboard.press("Enter")
    assert recipient.page.evaluate("document.activeElement.id") == "main"
    assert tab(recipient).startswith("Received")


def test_signing_out_by_keyboard(anna, at_browser):
    person = at_browser(anna)
    person.visit("/")
    tab_to(person, "Your account, Anna Ricci")
    person.page.keyboard.press("Enter")
    tab_to(person, "Sign out")
    person.page.keyboard.press("Enter")
    person.reads("Every connection begins with an invitation.")
