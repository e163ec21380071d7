"""Writing an invitation: the count as one types, the advice, and the e-mail before it leaves."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from invitations.models import Invitation
from network.members.models import Member
from tests.browser.page_object import Person
from tests.browser.test_pages import NARROW, by_axe, by_width, listen
from tests.conftest import invite, mails, work

pytestmark = pytest.mark.browser

TO_BRUNO = "/members/bruno/invite/"
LINES = "Ciao 🙂👍🏽\nيوم جميل\n"
"""Four letters and a blank, an emoji of one sign, one of two; a line break; eight signs; blanks at the end are none."""


@pytest.fixture
def writer(anna, bruno, at_browser) -> Person:
    person = at_browser(anna)
    person.visit(TO_BRUNO)
    return person


def count_of(person: Person):
    return person.page.locator(".char-count")


def test_the_count_is_the_servers(writer):
    expect(count_of(writer)).to_have_text("0 of 300")
    writer.write("Note", LINES)
    expect(count_of(writer)).to_have_text("17 of 300")
    writer.press("Send invitation")
    writer.reads("Recorded.")
    assert len(Invitation.objects.get().note) == 17


def test_three_hundred_emoji_are_not_cut_off_and_one_more_is_said_aloud(writer):
    writer.write("Note", "🙂" * 301)
    expect(count_of(writer)).to_have_text("301 of 300: shorten it by 1")
    expect(writer.page.locator("#id_note_live")).to_have_text("301 of 300: shorten it by 1")
    writer.press("Send invitation")
    expect(writer.page.get_by_label("Note")).to_have_value("🙂" * 301)
    writer.write("Note", "🙂" * 300)
    writer.press("Send invitation")
    writer.reads("Recorded.")


def test_far_from_the_end_nothing_is_said_aloud(writer):
    writer.write("Note", "🙂" * 290)
    expect(writer.page.locator("#id_note_live")).to_have_text("290 of 300")
    writer.write("Note", "Good day")
    expect(writer.page.locator("#id_note_live")).to_have_text("")


def test_every_box_for_words_is_counted(anna, bruno, at_browser):
    path = invite(bruno, anna).get_absolute_url()
    person = at_browser(anna)
    for address in (path, f"{path}report/", "/invitations/by-email/", "/invitations/more/"):
        person.visit(address)
        expect(count_of(person)).to_have_text("0 of 300")


def test_without_javascript_the_limit_and_the_advice_stand_there(anna, bruno, at_browser):
    person = at_browser(anna, java_script_enabled=False)
    person.visit(TO_BRUNO)
    expect(count_of(person)).to_have_text("Up to 300 characters")
    advice = person.page.locator(".advice")
    expect(advice).to_be_hidden()
    person.write("Note", "Two desks apart")
    person.page.get_by_label("I don’t know Bruno").check()
    expect(advice).to_be_visible()
    person.press("Send invitation")
    person.reads("Nothing was sent, and it has cost you nothing.")
    expect(advice).to_be_visible()
    expect(person.page.get_by_label("Note")).to_have_value("Two desks apart")
    assert not Invitation.objects.exists()


def test_how_they_know_each_other_is_chosen_by_keyboard(writer):
    writer.page.get_by_label("Colleague").focus()
    for key in ("Space", "ArrowDown", "ArrowDown"):
        writer.page.keyboard.press(key)
    expect(writer.page.get_by_label("Business")).to_be_checked()
    writer.press("Send invitation")
    writer.reads("Recorded.")
    assert Invitation.objects.get().reason == "business"


def preview_in(person: Person) -> None:
    person.write("Note", "We met in Cremona.\nيوم جميل")
    person.page.locator("main button[formaction*=preview]").click()


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}])
def test_the_preview_shows_the_email_and_then_it_is_sent(anna, bruno, at_browser, how):
    person = at_browser(anna, **how)
    person.visit(TO_BRUNO)
    preview_in(person)
    frame = person.page.frame_locator("iframe.mail-frame")
    expect(frame.locator("h1")).to_have_text("Anna Ricci would like to connect with you")
    expect(frame.locator("blockquote")).to_contain_text("We met in Cremona.")
    expect(frame.locator("h1")).to_have_css("font-size", "21.6px")
    assert not mails(bruno)
    person.press("Send invitation")
    work()
    assert "We met in Cremona." in mails(bruno)[0].text


@pytest.mark.parametrize(
    ("language", "how"),
    [("en", {}), ("it", {"color_scheme": "dark"}), ("ar", {}), ("ar", NARROW), ("en", NARROW)],
)
def test_its_pages_are_without_fault(anna, bruno, at_browser, clock, language, how):
    Member.objects.filter(pk=anna.pk).update(language=language)
    open_one = invite(anna, Member.objects.create_user("dora@example.org", name="Dora Neri"))
    clock.move(days=7)
    person = at_browser(anna, **how)
    spoken = listen(person.page)
    for path in (TO_BRUNO, open_one.get_absolute_url()):
        person.visit(path)
        person.page.locator("textarea").first.fill("www.example.org")
        person.page.locator("main button[formaction*=preview]").click()
        expect(person.page.locator("iframe.mail-frame")).to_be_visible()
        assert ([*spoken], by_axe(person.page), by_width(person.page)) == ([], [], [])
        spoken.clear()
    advised(person)
    assert (by_axe(person.page), by_width(person.page)) == ([], [])


def advised(person: Person) -> None:
    person.visit(TO_BRUNO)
    person.page.locator("[value=unknown]").check()
    person.page.locator("main form.panel button").first.click()
    expect(person.page.locator(".errorlist")).to_be_visible()
