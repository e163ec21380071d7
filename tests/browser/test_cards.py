"""With JavaScript a press changes its card alone; what is shown then is what loading the page again would show."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from invitations.models import Invitation
from network.members.models import Connection
from tests.browser.keyboard import tab_to
from tests.browser.page_object import Person
from tests.browser.test_pages import by_axe, listen
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.browser

SPARED = "node => { node.spared = true }"


@pytest.fixture
def three(anna, bruno, carla, clock) -> list[Invitation]:
    """Of Elio, of Anna and of Carla, as they lie in Bruno's inbox from the bottom up."""
    found = []
    for sender in (carla, anna, MemberFactory(name="Elio Neri", handle="elio")):
        clock.move(minutes=1)
        found.append(invite(sender, bruno, f"From {sender.short_name}"))
    return found


@pytest.fixture
def bruno_reads(three, bruno, at_browser) -> Person:
    """Bruno at his inbox; the cards of Elio and Carla are marked as the nodes that they are."""
    person = at_browser(bruno)
    person.visit("/invitations/")
    for name in ("Elio Neri", "Carla Longo"):
        card(person, name).evaluate(SPARED)
    return person


def card(person: Person, name: str) -> Locator:
    return person.page.locator(".cards article").filter(has_text=name)


def cards(person: Person) -> list[str]:
    return person.page.locator(".cards .member-name a").all_inner_texts()


def is_spared(person: Person, *names: str) -> bool:
    return all(card(person, name).evaluate("node => node.spared === true") for name in names)


def focused(person: Person) -> str:
    return person.page.evaluate("document.activeElement.innerText").strip()


def what_lies_there(page: Page) -> str:
    """The page without what is said only once."""
    page.locator("#messages > *, .cards > li:has(> .notice)").evaluate_all(
        "all => all.forEach(one => one.remove())"
    )
    return page.locator("main").inner_text()


def test_only_the_card_changes(bruno_reads):
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Moved to your archive. Anna is not told.")
    assert cards(bruno_reads) == ["Elio Neri", "Carla Longo"]
    assert is_spared(bruno_reads, "Elio Neri", "Carla Longo")
    expect(bruno_reads.page.locator(".cards > li").nth(1)).to_have_text(
        "Moved to your archive. Anna is not told. Undo"
    )
    assert focused(bruno_reads) == "Undo"


def test_every_count_agrees(bruno_reads):
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.reads("Two people would like to connect with you.")
    expect(bruno_reads.page.locator("nav .badge")).to_have_text(["2", "2", "1"])


def test_undo_brings_the_card_back_where_it_lay(bruno_reads):
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.press("Undo")
    bruno_reads.hears("Back in your inbox.")
    assert cards(bruno_reads) == ["Elio Neri", "Anna Ricci", "Carla Longo"]
    assert is_spared(bruno_reads, "Elio Neri", "Carla Longo")
    assert focused(bruno_reads) == "Back in your inbox."
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Moved to your archive.")


def test_accepting_where_one_stands(bruno_reads, anna, bruno):
    bruno_reads.press("Accept Anna Ricci")
    bruno_reads.hears("You and Anna Ricci are connected.")
    assert cards(bruno_reads) == ["Elio Neri", "Carla Longo"]
    assert is_spared(bruno_reads, "Elio Neri", "Carla Longo")
    assert Connection.objects.are_connected(anna, bruno)


def test_the_last_card_leaves_an_empty_inbox(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    recipient.press("Ignore Anna Ricci")
    recipient.reads("Nothing waits")
    assert focused(recipient) == "Undo"
    recipient.press("Undo")
    recipient.hears("Back in your inbox.")
    assert cards(recipient) == ["Anna Ricci"]


def test_loading_again_and_going_back_show_the_same(bruno_reads):
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Moved to your archive.")
    shown = what_lies_there(bruno_reads.page)
    bruno_reads.page.reload()
    assert bruno_reads.page.locator("main").inner_text() == shown
    bruno_reads.follow("Home")
    bruno_reads.page.go_back()
    assert bruno_reads.page.locator("main").inner_text() == shown
    assert "Anna" not in bruno_reads.page.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_the_card_stays_in_the_archive_and_says_something_else(three, bruno, at_browser):
    for each in three:
        reception_of(each).ignore()
    recipient = at_browser(bruno)
    recipient.visit("/invitations/archived/")
    card(recipient, "Carla Longo").evaluate(SPARED)
    recipient.press("I don’t know Anna Ricci")
    recipient.hears("Noted. Anna is not told and cannot invite you again.")
    expect(card(recipient, "Anna Ricci")).to_contain_text("You said you don’t know Anna.")
    assert is_spared(recipient, "Carla Longo")
    recipient.press("Take back: Anna Ricci")
    recipient.hears("Taken back.")
    assert recipient.page.url.endswith("/invitations/archived/")


def test_withdrawing_where_one_stands(anna, bruno, carla, at_browser):
    for recipient in (carla, bruno):
        invite(anna, recipient)
    sender = at_browser(anna)
    sender.visit("/invitations/sent/")
    card(sender, "Carla Longo").evaluate(SPARED)
    sender.press("Withdraw the invitation to Bruno Verdi")
    sender.hears("Withdrawn. Nobody is told.")
    expect(card(sender, "Bruno Verdi")).to_contain_text("Withdrawn")
    assert is_spared(sender, "Carla Longo")


def test_what_was_unfolded_stays_unfolded(bruno_reads):
    bruno_reads.page.get_by_text("The whole table").click()
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Moved to your archive.")
    expect(bruno_reads.page.get_by_role("table")).to_be_visible()


def test_a_reply_goes_into_the_exchange(three, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    recipient.write("Message", "Where did we meet?")
    recipient.press("Reply")
    recipient.hears("Your message is on its way to Anna Ricci.")
    expect(recipient.page.locator(".thread")).to_contain_text("Where did we meet?")
    expect(recipient.page.get_by_label("Message")).to_have_value("")


def test_a_wrong_field_has_the_focus_and_the_words(three, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    field = recipient.page.get_by_label("Message")
    field.evaluate("node => { node.removeAttribute('maxlength') }")
    field.fill("a" * 5001)
    recipient.press("Reply")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert len(field.input_value()) == 5001


def test_an_invitation_that_is_gone_meanwhile(bruno_reads, three):
    three[1].withdraw()
    bruno_reads.press("Accept Anna Ricci")
    bruno_reads.hears("No longer open.")
    assert cards(bruno_reads) == ["Elio Neri", "Carla Longo"]


def test_a_page_that_is_gone_meanwhile(three, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    three[1].withdraw()
    recipient.press("Accept Anna Ricci")
    recipient.reads("No longer open.")
    assert recipient.page.url.endswith("/invitations/")


def test_removing_blocking_and_unblocking_where_one_stands(anna, bruno, at_browser):
    Connection.objects.connect(anna, bruno)
    person = at_browser(anna)
    person.visit("/members/bruno/")
    person.page.get_by_text("Remove this connection").click()
    person.press("Remove Bruno Verdi from your connections")
    person.hears("Bruno Verdi is no longer among your connections.")
    person.page.locator("summary", has_text="Block Bruno Verdi").click()
    person.press("Block Bruno Verdi")
    person.hears("You blocked Bruno Verdi, who is not told.")
    person.press("Unblock Bruno Verdi")
    person.hears("Bruno Verdi is no longer blocked, and is not told.")
    assert person.page.url.endswith("/members/bruno/")


def test_no_word_in_the_console_and_no_fault_for_axe(bruno_reads):
    spoken = listen(bruno_reads.page)
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Moved to your archive.")
    assert [*spoken, *by_axe(bruno_reads.page)] == []


def test_by_keyboard(bruno_reads):
    tab_to(bruno_reads, "Ignore Anna Ricci")
    bruno_reads.page.keyboard.press("Enter")
    bruno_reads.hears("Moved to your archive.")
    assert focused(bruno_reads) == "Undo"
    bruno_reads.page.keyboard.press("Enter")
    bruno_reads.hears("Back in your inbox.")


def test_on_a_side_of_the_demo(three, at_browser):
    teacher = at_browser()
    teacher.visit("/as/bruno/invitations/")
    card(teacher, "Carla Longo").evaluate(SPARED)
    teacher.press("Ignore Anna Ricci")
    teacher.hears("Moved to your archive.")
    assert is_spared(teacher, "Carla Longo")
    teacher.press("Undo")
    teacher.hears("Back in your inbox.")
    assert teacher.page.url.endswith("/as/bruno/invitations/")


def test_the_same_without_javascript(three, bruno, at_browser):
    recipient = at_browser(bruno, java_script_enabled=False)
    recipient.visit("/invitations/")
    recipient.press("Ignore Anna Ricci")
    recipient.reads("Moved to your archive. Anna is not told.")
    recipient.press("Undo")
    recipient.reads("Back in your inbox.")
    recipient.visit(three[1].get_absolute_url())
    recipient.write("Message", "Where did we meet?")
    recipient.press("Reply")
    recipient.reads("Your message is on its way to Anna Ricci.")
    work()
    recipient.visit("/invitations/")
    recipient.press("Accept Anna Ricci")
    recipient.reads_heading("Anna Ricci")
