"""By keyboard alone: Tab reaches everything, the focus is visible, Enter presses."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import keyboard_faults, press, tab
from tests.browser.page_sets import APPEARANCES
from tests.browser.test_pages import check
from tests.conftest import invite, reception_of, work

pytestmark = pytest.mark.browser


def test_a_sample_of_pages(page_set, open_page_set):
    check(open_page_set(page_set), page_set.sample(0), keyboard_faults)


@pytest.mark.long
@pytest.mark.parametrize(("color_scheme", "language"), APPEARANCES[:2])
def test_every_page(page_set, open_page_set, color_scheme, language):
    check(open_page_set(page_set, color_scheme, language), page_set.pages, keyboard_faults)


@pytest.mark.parametrize(("markup", "fault"), [
    ("<a href=/>1</a><a href=/ style='outline: none'>2</a>", "shows no focus"),
    ("<a href=/ tabindex=2>1</a><a href=/ tabindex=1>2</a><a href=/ tabindex=3>3</a>", "Tab jumps"),
    ("<input onkeydown='event.preventDefault()'>", "Tab never leaves the page"),
    ("<a href=/ onfocus='two.focus()'>1</a><a id=two href=/>2</a>", "Tab does not reach"),
])  # fmt: skip
def test_faults_are_detected(at_browser, markup, fault):
    page = at_browser().page
    page.set_content(markup)
    assert fault in " ".join(keyboard_faults(page))


def test_accepting(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    press(recipient, "Accept Anna Ricci")
    recipient.sees("You and Anna Ricci are connected.")


def test_inviting(anna, bruno, at_browser):
    sender = at_browser(anna)
    sender.visit("/members/bruno/invite/")
    press(sender, "Send invitation")
    sender.sees("Invitation recorded.")


def test_ignoring_answering_unknown_and_taking_back(anna, bruno, at_browser):
    reception = reception_of(invite(anna, bruno))
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    press(recipient, "Ignore Anna Ricci")
    recipient.sees("Anna is not told.")
    press(recipient, "Archived")
    recipient.sees("people you truly don’t recognise")
    press(recipient, "I don’t know Anna Ricci")
    recipient.sees("Answer saved.")
    recipient.visit("/invitations/archived/")
    press(recipient, "Undo “I don’t know”: Anna Ricci")
    recipient.sees("Answer removed.")
    recipient.visit("/invitations/archived/")
    assert recipient.can_press("I don’t know Anna Ricci")
    reception.refresh_from_db()
    assert reception.refused_at is None


def test_withdrawing(anna, bruno, at_browser):
    invite(anna, bruno)
    sender = at_browser(anna)
    sender.visit("/invitations/sent/")
    press(sender, "Bruno Verdi Sent")
    press(sender, "Withdraw the invitation to Bruno Verdi")
    sender.sees("Invitation withdrawn. Nobody is told.")


def test_following_up(anna, bruno, at_browser, clock):
    invite(anna, bruno)
    clock.move(days=7)
    sender = at_browser(anna)
    sender.visit("/invitations/sent/")
    press(sender, "Bruno Verdi Sent")
    press(sender, "Follow up with Bruno Verdi")
    sender.sees("Follow up")
    sender.page.get_by_label("Note").wait_for()
    press(sender, "Follow up")
    sender.sees_status("Follow-up recorded.")


def test_replying(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    press(recipient, "Reply to Anna Ricci")
    recipient.page.get_by_label("Message").wait_for()
    while recipient.page.evaluate("document.activeElement.name") != "message":
        tab(recipient)
    recipient.page.keyboard.type("Which fair was it?")
    press(recipient, "Reply")
    recipient.sees("Your message is on its way")
    work()
    assert recipient.can_press("Accept Anna Ricci")


def test_a_story_of_the_demo_to_its_last_scene(anna, bruno, at_browser):
    visitor = at_browser(viewport={"width": 1500, "height": 900})
    visitor.visit("/demo/")
    press(visitor, "Begin the story: Ignoring")
    expect(visitor.page.get_by_text("1 of 4")).to_be_visible()
    for scene in (2, 3, 4):
        press(visitor, "Next")
        expect(visitor.page.get_by_text(f"{scene} of 4")).to_be_visible()
    press(visitor, "All stories")
    visitor.sees_heading("See both sides of an invitation")


def test_skip_link(anna, bruno, at_browser):
    invite(anna, bruno)
    recipient = at_browser(bruno)
    recipient.visit("/invitations/")
    assert tab(recipient) == "Skip to content"
    recipient.page.keyboard.press("Enter")
    assert recipient.page.evaluate("document.activeElement.id") == "main"
    assert tab(recipient).startswith("Received")


def test_signing_out(anna, at_browser):
    person = at_browser(anna)
    person.visit("/")
    press(person, "Your account, Anna Ricci")
    press(person, "Sign out")
    person.sees("Every connection begins with an invitation.")
