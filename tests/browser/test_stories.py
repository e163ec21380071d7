"""Shorter stories: accepting from an e-mail, withdrawing, a question to the staff, joining."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from network.members.models import Connection, Member
from tests.browser.page_object import Person
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.browser

GATE = "To invite Bruno Verdi, enter the e-mail address that you know them by."


@pytest.fixture(
    params=[True, pytest.param(False, marks=pytest.mark.long)],
    ids=lambda on: "with scripts" if on else "without scripts",
)
def java_script_enabled(request) -> bool:
    """Told both ways; in a day's check one of the two."""
    return request.param


@pytest.mark.rule("R01", "R10", "R11", "R13", "R14", "R15")
def test_accepting_from_the_email_without_signing_in(anna, bruno, carla, at_browser):
    Connection.objects.connect(bruno, carla)
    invite(anna, bruno, "We met in Cremona.")
    recipient = at_browser()
    recipient.visit(re.search(r"Accept: (\S+)", mails(bruno)[0].text)[1])
    recipient.reads("We met in Cremona.")
    assert recipient.page.get_by_role("main").get_by_role("button").count() == 1
    recipient.press("Accept Anna Ricci")
    recipient.reads("You and Anna Ricci are connected.")
    work()
    anna_reads_who_accepted(at_browser(anna))
    assert sees_among_connections(at_browser(anna), "Bruno Verdi")
    assert sees_among_connections(at_browser(bruno), "Anna Ricci")


def anna_reads_who_accepted(sender: Person) -> None:
    body = sender.open_mail("Bruno Verdi is now in your network").locator("main")
    for words in (
        "Your network now includes Bruno Verdi",
        "bruno@example.org",
        "2 connections",
        "Carla Longo",
    ):
        expect(body).to_contain_text(words)
    body.get_by_role("link", name="See the profile").click()
    sender.reads_heading("Bruno Verdi")


def sees_among_connections(person: Person, name: str) -> bool:
    person.visit("/connections/")
    return person.page.get_by_role("main").get_by_role("link", name=name).count() > 0


@pytest.mark.rule("R29", "R30", "R31")
def test_withdrawing_and_inviting_again(anna, bruno, at_browser):
    invite(anna, bruno, "The first time")
    sender, recipient = at_browser(anna), at_browser(bruno)
    anna_withdraws(sender)
    bruno_finds_nothing(recipient)
    wrong = anna_tries(sender, "bruno.verdi@example.org")
    bruno_finds_nothing(recipient)
    anna_withdraws(sender)
    assert anna_tries(sender, "bruno@example.org") == wrong
    recipient.visit("/invitations/")
    recipient.reads("The second time")
    assert len(mails(bruno)) == 2


def anna_withdraws(sender: Person) -> None:
    sender.visit("/invitations/sent/")
    sender.press("Withdraw the invitation to Bruno Verdi")
    sender.reads("Withdrawn. Nobody is told.")
    tick()


def bruno_finds_nothing(recipient: Person) -> None:
    recipient.visit("/invitations/")
    recipient.reads("Nothing waits")
    assert len(mails(recipient.member)) == 1


def anna_tries(sender: Person, address: str) -> tuple[str, str, str]:
    """Through the form that asks for an address; where it leads, what it says and the row that it leaves."""
    sender.visit("/members/bruno/invite/")
    sender.write(GATE, address)
    sender.write("Note", "The second time")
    sender.press("Send invitation")
    said = sender.page.get_by_role("status").inner_text()
    tick()
    return sender.page.url, said, sender.first_card()


@pytest.mark.rule("R21", "D07")
def test_the_staff_can_say_whether_anna_was_told(anna, bruno, at_browser):
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    staff = at_browser(Member.objects.create_superuser("admin@example.org", "acquaint", name="Ada Min"))
    staff.visit("/admin/invitations/invitation/")
    staff.page.locator("#result_list tbody a").first.click()
    timeline = staff.page.locator("#timeline")
    expect(timeline).to_contain_text("Bruno Verdi")
    expect(timeline).to_contain_text("silent by rule R21")


def test_joining(at_browser, db):
    newcomer = at_browser()
    newcomer.visit("/")
    newcomer.page.get_by_role("main").get_by_role("link", name="Join").click()
    newcomer.write("Your name", "Nina Nuova")
    newcomer.write("E-mail address", "nina@example.org")
    newcomer.write("Password", "two desks apart")
    newcomer.press("Join")
    newcomer.reads_heading("Look into your e-mail")
    work()
    newcomer.visit(re.search(r"http\S+/confirm-email/\S+", mails("nina@example.org")[0].text)[0])
    newcomer.write("Password", "two desks apart")
    newcomer.press("Confirm")
    newcomer.sign_in("nina@example.org", "two desks apart")
    newcomer.reads_heading("Hello, Nina")


@pytest.mark.rule("R12", "R20", "D01")
def test_everything_goes_without_javascript(anna, bruno, at_browser):
    sender = at_browser(anna, java_script_enabled=False)
    recipient = at_browser(bruno, java_script_enabled=False)
    sender.visit("/members/bruno/")
    sender.follow("Connect with Bruno Verdi")
    sender.press("Send invitation")
    work()
    recipient.visit("/invitations/")
    recipient.press("Ignore Anna Ricci")
    recipient.visit("/invitations/archived/")
    recipient.press("Accept Anna Ricci")
    recipient.reads("You and Anna Ricci are connected.")
    assert sees_among_connections(sender, "Bruno Verdi")


@pytest.mark.rule("R09")
def test_switching_the_emails_off(anna, bruno, at_browser, clock):
    recipient = at_browser(bruno)
    recipient.visit("/settings/email/")
    recipient.page.get_by_label("Reminders of invitations that wait").uncheck()
    recipient.press("Save")
    recipient.reads("Saved.")
    invite(anna, bruno)
    clock.move(days=7)
    tick()
    assert recipient.subjects() == ["Anna Ricci would like to connect with you"]


@pytest.mark.rule("R22")
def test_following_up_brings_back_what_was_ignored(anna, bruno, at_browser, clock):
    reception_of(invite(anna, bruno)).ignore()
    clock.move(days=7)
    sender, recipient = at_browser(anna), at_browser(bruno)
    sender.visit("/invitations/sent/")
    sender.follow("Follow up with Bruno Verdi")
    sender.write("Note", "Shall we talk?")
    sender.press("Follow up")
    work()
    assert recipient.subjects()[0] == "Anna Ricci wrote again"
    recipient.visit("/invitations/")
    recipient.reads("Shall we talk?")


def test_finding_somebody(anna, bruno, at_browser):
    MemberFactory.create_batch(30)
    seeker = at_browser(anna)
    seeker.visit("/members/")
    seeker.page.get_by_role("searchbox").fill("Bruno")
    seeker.page.get_by_role("searchbox").press("Enter")
    seeker.follow("Bruno Verdi")
    seeker.reads_heading("Bruno Verdi")
