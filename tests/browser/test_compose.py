"""Composing an invitation: character count, advice, preview of the e-mail."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from invitations.models import Batch, Invitation
from network.members.models import Member
from tests.browser.page_object import Person
from tests.browser.test_pages import NARROW, axe_faults, console_messages, width_faults
from tests.conftest import invite, mails, work

pytestmark = pytest.mark.browser

TO_BRUNO = "/members/bruno/invite/"
LINES = "Ciao 🙂👍🏽\nيوم جميل\n"
"""17 characters: 4 letters, a space, emojis of 1 and 2 code points, a line break, 8 letters; the final break is stripped."""


@pytest.fixture
def writer(anna, bruno, at_browser) -> Person:
    person = at_browser(anna)
    person.visit(TO_BRUNO)
    return person


def count_of(person: Person):
    return person.page.locator(".char-count")


def test_the_count_equals_that_of_the_server(writer):
    expect(count_of(writer)).to_have_text("0 of 300")
    writer.fill("Note", LINES)
    expect(count_of(writer)).to_have_text("17 of 300")
    writer.press("Send invitation")
    writer.sees("Invitation recorded.")
    assert len(Invitation.objects.get().note) == 17


def test_301_emojis_are_announced_and_300_are_sent(writer):
    writer.fill("Note", "🙂" * 301)
    expect(count_of(writer)).to_have_text("301 of 300: shorten it by 1")
    expect(writer.page.locator("#id_note_live")).to_have_text("301 of 300: shorten it by 1")
    writer.press("Send invitation")
    expect(writer.page.get_by_label("Note")).to_have_value("🙂" * 301)
    writer.fill("Note", "🙂" * 300)
    writer.press("Send invitation")
    writer.sees("Invitation recorded.")


def test_the_count_is_announced_only_near_the_limit(writer):
    writer.fill("Note", "🙂" * 290)
    expect(writer.page.locator("#id_note_live")).to_have_text("290 of 300")
    writer.fill("Note", "Good day")
    expect(writer.page.locator("#id_note_live")).to_have_text("")


def test_every_textarea_has_a_count(anna, bruno, at_browser):
    path = invite(bruno, anna).get_absolute_url()
    person = at_browser(anna)
    for address in (path, f"{path}report/", "/invitations/by-email/", "/invitations/more/"):
        person.visit(address)
        expect(count_of(person)).to_have_text("0 of 300")


def test_limit_and_advice_without_javascript(anna, bruno, at_browser):
    person = at_browser(anna, java_script_enabled=False)
    person.visit(TO_BRUNO)
    expect(count_of(person)).to_have_text("Up to 300 characters")
    advice = person.page.locator(".advice")
    expect(advice).to_be_hidden()
    person.fill("Note", "Two desks apart")
    person.page.get_by_label("I don’t know Bruno").check()
    expect(advice).to_be_visible()
    person.press("Send invitation")
    person.sees("Nothing was sent, and no invitation was used.")
    expect(advice).to_be_visible()
    expect(person.page.get_by_label("Note")).to_have_value("Two desks apart")
    assert not Invitation.objects.exists()


def test_the_reason_by_keyboard(writer):
    writer.page.get_by_label("Colleague").focus()
    for key in ("Space", "ArrowDown", "ArrowDown"):
        writer.page.keyboard.press(key)
    expect(writer.page.get_by_label("Business")).to_be_checked()
    writer.press("Send invitation")
    writer.sees("Invitation recorded.")
    assert Invitation.objects.get().reason == "business"


def preview(person: Person) -> None:
    person.fill("Note", "We met in Cremona.\nيوم جميل")
    person.page.locator("main button[formaction*=preview]").click()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_preview_and_send(anna, bruno, at_browser, options):
    person = at_browser(anna, **options)
    person.visit(TO_BRUNO)
    preview(person)
    frame = person.page.frame_locator("iframe.mail-frame")
    expect(frame.locator("h1")).to_have_text("Anna Ricci would like to connect with you")
    expect(frame.locator("blockquote")).to_contain_text("We met in Cremona.")
    expect(frame.locator("h1")).to_have_css("font-size", "21.6px")
    assert not mails(bruno)
    person.press("Send invitation")
    work()
    assert "We met in Cremona." in mails(bruno)[0].text


@pytest.mark.parametrize(
    ("language", "options"),
    [
        pytest.param("en", {}, marks=pytest.mark.long),
        ("it", {"color_scheme": "dark"}),
        pytest.param("ar", {}, marks=pytest.mark.long),
        ("ar", NARROW),
        ("en", NARROW),
    ],
)
def test_its_pages_have_no_faults(anna, bruno, at_browser, clock, language, options):
    Member.objects.filter(pk=anna.pk).update(language=language)
    invitation = invite(anna, Member.objects.create_user("dora@example.org", name="Dora Neri"))
    clock.move(days=7)
    person = at_browser(anna, **options)
    messages = console_messages(person.page)
    for path in (TO_BRUNO, invitation.get_absolute_url()):
        person.visit(path)
        person.page.locator("textarea").first.fill("www.example.org")
        person.page.locator("main button[formaction*=preview]").click()
        expect(person.page.locator("iframe.mail-frame")).to_be_visible()
        assert ([*messages], axe_faults(person.page), width_faults(person.page)) == ([], [], [])
        messages.clear()
    show_advice(person)
    assert (axe_faults(person.page), width_faults(person.page)) == ([], [])


def show_advice(person: Person) -> None:
    person.visit(TO_BRUNO)
    person.page.locator("[value=unknown]").check()
    person.page.locator("main form.panel button").first.click()
    expect(person.page.locator(".errorlist")).to_be_visible()


def test_the_progress_of_a_batch_follows_the_worker(anna, at_browser):
    addresses = [f"p{number}@example.net" for number in range(12)]
    batch = Batch.objects.submit(anna, addresses)
    page = at_browser(anna).page
    page.goto(batch.get_absolute_url())
    expect(page.locator("#progress-poll")).to_have_count(1)
    work()
    expect(page.get_by_role("heading", name="Processed")).to_be_visible()
    expect(page.locator("#progress-poll")).to_have_count(0)
