"""With JavaScript a verb replaces only its card; the page is then the same as after a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from invitations.models import Invitation
from network.members.models import Connection
from tests.browser.keyboard import tab_to
from tests.browser.page_object import Person, lasting_text
from tests.browser.test_pages import axe_faults, console_messages
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.browser

MARK = "node => { node.marked = true }"


@pytest.fixture
def invitations(anna, bruno, carla, clock) -> list[Invitation]:
    """The invitations of Carla, Anna and Elio to Bruno, oldest first."""
    invitations = []
    for sender in (carla, anna, MemberFactory(name="Elio Neri", handle="elio")):
        clock.move(minutes=1)
        invitations.append(invite(sender, bruno, f"From {sender.get_short_name()}"))
    return invitations


@pytest.fixture
def inbox(invitations, bruno, at_browser) -> Person:
    """Bruno's inbox. The DOM nodes of Elio's and Carla's cards are marked, to see whether they are replaced."""
    person = at_browser(bruno)
    person.visit("/invitations/")
    for name in ("Elio Neri", "Carla Longo"):
        card(person, name).evaluate(MARK)
    return person


def card(person: Person, name: str) -> Locator:
    return person.page.locator(".cards article").filter(has_text=name)


def cards(person: Person) -> list[str]:
    return person.page.locator(".cards .member-name a").all_inner_texts()


def is_unchanged(person: Person, *names: str) -> bool:
    return all(card(person, name).evaluate("node => node.marked === true") for name in names)


def focused(person: Person) -> str:
    return person.page.evaluate("document.activeElement.innerText").strip()


def test_only_the_card_changes(inbox):
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Moved to your archive. Anna is not told.")
    assert cards(inbox) == ["Elio Neri", "Carla Longo"]
    assert is_unchanged(inbox, "Elio Neri", "Carla Longo")
    expect(inbox.page.locator(".cards > li").nth(1)).to_have_text(
        "Moved to your archive. Anna is not told. Undo"
    )
    assert focused(inbox) == "Undo"


def test_all_counts_are_updated(inbox):
    inbox.press("Ignore Anna Ricci")
    inbox.sees("Two people would like to connect with you.")
    expect(inbox.page.locator("nav .badge")).to_have_text(["2", "2", "1"])


def test_undo_restores_the_card_in_its_place(inbox):
    inbox.press("Ignore Anna Ricci")
    inbox.press("Undo")
    inbox.sees_status("Back in your inbox.")
    assert cards(inbox) == ["Elio Neri", "Anna Ricci", "Carla Longo"]
    assert is_unchanged(inbox, "Elio Neri", "Carla Longo")
    assert focused(inbox) == "Back in your inbox."
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Moved to your archive.")


def test_accepting_keeps_the_place(inbox, anna, bruno):
    inbox.press("Accept Anna Ricci")
    inbox.sees_status("You and Anna Ricci are connected.")
    assert cards(inbox) == ["Elio Neri", "Carla Longo"]
    assert is_unchanged(inbox, "Elio Neri", "Carla Longo")
    assert Connection.objects.are_connected(anna, bruno)


def test_the_last_card(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    recipient.press("Ignore Anna Ricci")
    recipient.sees("No invitations waiting")
    assert focused(recipient) == "Undo"
    recipient.press("Undo")
    recipient.sees_status("Back in your inbox.")
    assert cards(recipient) == ["Anna Ricci"]


def test_reload_and_back_show_the_same(inbox):
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Moved to your archive.")
    shown = lasting_text(inbox.page)
    inbox.page.reload()
    assert inbox.page.locator("main").inner_text() == shown
    inbox.click_link("Home")
    inbox.page.go_back()
    assert inbox.page.locator("main").inner_text() == shown
    assert "Anna" not in inbox.page.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_a_verb_in_the_archive_replaces_the_card(invitations, bruno, at_browser):
    for invitation in invitations:
        reception_of(invitation).ignore()
    recipient = at_browser(bruno)
    recipient.visit("/invitations/archived/")
    card(recipient, "Carla Longo").evaluate(MARK)
    recipient.press("I don’t know Anna Ricci")
    recipient.sees_status("Answer saved. Anna is not told and can’t invite you again.")
    expect(card(recipient, "Anna Ricci")).to_contain_text("You said you don’t know Anna.")
    assert is_unchanged(recipient, "Carla Longo")
    recipient.press("Undo “I don’t know”: Anna Ricci")
    recipient.sees_status("Answer removed.")
    assert recipient.page.url.endswith("/invitations/archived/")


def test_withdrawing_keeps_the_place(anna, bruno, carla, at_browser):
    for recipient in (carla, bruno):
        invite(anna, recipient)
    sender = at_browser(anna)
    sender.visit("/invitations/sent/")
    card(sender, "Carla Longo").evaluate(MARK)
    card(sender, "Bruno Verdi").locator("summary").click()
    sender.press("Withdraw the invitation to Bruno Verdi")
    sender.sees_status("Invitation withdrawn. Nobody is told.")
    expect(card(sender, "Bruno Verdi")).to_contain_text("Withdrawn")
    assert is_unchanged(sender, "Carla Longo")


def test_open_details_stay_open(inbox):
    inbox.page.get_by_text("More", exact=True).click()
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Moved to your archive.")
    expect(inbox.page.get_by_role("link", name="Colleague")).to_be_visible()


def test_a_reply_is_added_to_the_conversation(invitations, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    recipient.fill("Message", "Where did we meet?")
    recipient.press("Reply")
    recipient.sees_status("Your message is on its way to Anna Ricci.")
    expect(recipient.page.locator(".thread")).to_contain_text("Where did we meet?")
    expect(recipient.page.get_by_label("Message")).to_have_value("")


def test_an_invalid_field_keeps_focus_and_text(invitations, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    field = recipient.page.get_by_label("Message")
    field.evaluate("node => { node.removeAttribute('maxlength') }")
    field.fill("a" * 5001)
    recipient.press("Reply")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert len(field.input_value()) == 5001


def test_a_withdrawn_invitation_in_the_list(inbox, invitations):
    invitations[1].withdraw()
    inbox.press("Accept Anna Ricci")
    inbox.sees_status("No longer open.")
    assert cards(inbox) == ["Elio Neri", "Carla Longo"]


def test_a_withdrawn_invitation_on_its_page(invitations, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    invitations[1].withdraw()
    recipient.press("Accept Anna Ricci")
    recipient.sees("No longer open.")
    assert recipient.page.url.endswith("/invitations/")


def test_removing_blocking_and_unblocking_keep_the_place(anna, bruno, at_browser):
    Connection.objects.connect(anna, bruno)
    person = at_browser(anna)
    person.visit("/members/bruno/")
    person.page.locator(".member-menu summary").click()
    person.press("Remove Bruno Verdi from your connections")
    person.sees_status("Bruno Verdi is no longer among your connections.")
    if not person.can_press("Block Bruno Verdi"):
        person.page.locator(".member-menu summary").click()
    person.press("Block Bruno Verdi")
    person.sees_status("You blocked Bruno Verdi, who is not told.")
    person.press("Unblock Bruno Verdi")
    person.sees_status("Bruno Verdi is no longer blocked, and is not told.")
    assert person.page.url.endswith("/members/bruno/")


def test_no_console_message_and_no_axe_fault(inbox):
    messages = console_messages(inbox.page)
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Moved to your archive.")
    assert [*messages, *axe_faults(inbox.page)] == []


def test_by_keyboard(inbox):
    tab_to(inbox, "Ignore Anna Ricci")
    inbox.page.keyboard.press("Enter")
    inbox.sees_status("Moved to your archive.")
    assert focused(inbox) == "Undo"
    inbox.page.keyboard.press("Enter")
    inbox.sees_status("Back in your inbox.")


def test_in_the_split_screen(invitations, at_browser):
    visitor = at_browser()
    visitor.visit("/as/bruno/invitations/")
    card(visitor, "Carla Longo").evaluate(MARK)
    visitor.press("Ignore Anna Ricci")
    visitor.sees_status("Moved to your archive.")
    assert is_unchanged(visitor, "Carla Longo")
    visitor.press("Undo")
    visitor.sees_status("Back in your inbox.")
    assert visitor.page.url.endswith("/as/bruno/invitations/")


def test_without_javascript(invitations, bruno, at_browser):
    recipient = at_browser(bruno, java_script_enabled=False)
    recipient.visit("/invitations/")
    recipient.press("Ignore Anna Ricci")
    recipient.sees("Moved to your archive. Anna is not told.")
    recipient.press("Undo")
    recipient.sees("Back in your inbox.")
    recipient.visit(invitations[1].get_absolute_url())
    recipient.fill("Message", "Where did we meet?")
    recipient.press("Reply")
    recipient.sees("Your message is on its way to Anna Ricci.")
    work()
    recipient.visit("/invitations/")
    recipient.press("Accept Anna Ricci")
    recipient.sees_heading("Anna Ricci")
