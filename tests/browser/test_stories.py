"""Shorter stories: accepting from an e-mail, withdrawing, the timeline of the staff, signing up."""

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
    ids=lambda enabled: "with JavaScript" if enabled else "without JavaScript",
)
def java_script_enabled(request) -> bool:
    """Without JavaScript only in the long check."""
    return request.param


@pytest.mark.rule("R01", "R10", "R11", "R13", "R14", "R15")
def test_accepting_from_the_email_without_signing_in(anna, bruno, carla, at_browser):
    Connection.objects.connect(bruno, carla)
    invite(anna, bruno, "We met in Cremona.")
    recipient = at_browser()
    recipient.visit(re.search(r"Accept: (\S+)", mails(bruno)[0].text)[1])
    recipient.sees("This invitation is for Bruno Verdi.")
    assert recipient.page.get_by_role("main").get_by_role("button").count() == 1
    recipient.press("Accept Anna Ricci")
    recipient.sees("You and Anna Ricci are connected.")
    work()
    anna_reads_who_accepted(at_browser(anna))
    assert has_connection(at_browser(anna), "Bruno Verdi")
    assert has_connection(at_browser(bruno), "Anna Ricci")


def anna_reads_who_accepted(sender: Person) -> None:
    body = sender.open_mail("Bruno Verdi is now in your network").locator("main")
    for text in (
        "Bruno Verdi is now in your network",
        "bruno@example.org",
        "2 connections",
        "Carla Longo",
    ):
        expect(body).to_contain_text(text)
    body.get_by_role("link", name="View profile").click()
    sender.sees_heading("Bruno Verdi")


def has_connection(person: Person, name: str) -> bool:
    person.visit("/connections/")
    return person.page.get_by_role("main").get_by_role("link", name=name).count() > 0


@pytest.mark.rule("R29", "R30", "R31")
def test_withdrawing_and_inviting_again(anna, bruno, at_browser):
    invite(anna, bruno, "The first time")
    sender, recipient = at_browser(anna), at_browser(bruno)
    anna_withdraws(sender)
    bruno_has_no_invitation(recipient)
    wrong_address = anna_invites_with_address(sender, "bruno.verdi@example.org")
    bruno_has_no_invitation(recipient)
    anna_withdraws(sender)
    assert anna_invites_with_address(sender, "bruno@example.org") == wrong_address
    recipient.visit("/invitations/")
    recipient.sees("The second time")
    assert len(mails(bruno)) == 1  # he was told of Anna on the same day


def anna_withdraws(sender: Person) -> None:
    sender.visit("/invitations/sent/")
    sender.page.locator("summary", has_text="Bruno Verdi").first.click()
    sender.press("Withdraw the invitation to Bruno Verdi")
    sender.sees("Invitation withdrawn. Nobody is told.")
    tick()


def bruno_has_no_invitation(recipient: Person) -> None:
    recipient.visit("/invitations/")
    recipient.sees("No invitations waiting")
    assert len(mails(recipient.member)) == 1


def anna_invites_with_address(sender: Person, address: str) -> tuple[str, str, str]:
    """Invite Bruno with the form that asks for his address. Returns the URL, message and first card that follow."""
    sender.visit("/members/bruno/invite/")
    sender.fill(GATE, address)
    sender.fill("Note", "The second time")
    sender.press("Send invitation")
    message = sender.page.get_by_role("status").inner_text()
    tick()
    return sender.page.url, message, sender.first_card()


@pytest.mark.rule("R21", "D07")
def test_the_staff_see_that_anna_was_not_notified(anna, bruno, at_browser):
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    staff = at_browser(Member.objects.create_superuser("admin@example.org", "acquaint", name="Ada Min"))
    staff.visit("/admin/invitations/invitation/")
    staff.page.locator("#result_list tbody a").first.click()
    timeline = staff.page.locator("#timeline")
    expect(timeline).to_contain_text("Bruno ignored the invitation")
    expect(timeline).to_contain_text("Not sent: rule R21.")


def test_signing_up(at_browser, db):
    visitor = at_browser()
    visitor.visit("/")
    visitor.page.get_by_role("main").get_by_role("link", name="Join").click()
    visitor.fill("Your name", "Nina Nuova")
    visitor.fill("E-mail address", "nina@example.org")
    visitor.fill("Password", "two desks apart")
    visitor.press("Join")
    visitor.sees_heading("Check your e-mail")
    work()
    visitor.visit(re.search(r"http\S+/confirm-email/\S+", mails("nina@example.org")[0].text)[0])
    visitor.fill("Password", "two desks apart")
    visitor.press("Confirm")
    visitor.sign_in("nina@example.org", "two desks apart")
    visitor.sees_heading("Hello, Nina Nuova")


@pytest.mark.rule("R12", "R20", "D01")
def test_all_verbs_without_javascript(anna, bruno, at_browser):
    sender = at_browser(anna, java_script_enabled=False)
    recipient = at_browser(bruno, java_script_enabled=False)
    sender.visit("/members/bruno/")
    sender.click_link("Connect with Bruno Verdi")
    sender.press("Send invitation")
    work()
    recipient.visit("/invitations/")
    recipient.press("Ignore Anna Ricci")
    recipient.visit("/invitations/archived/")
    recipient.press("Accept Anna Ricci")
    recipient.sees("You and Anna Ricci are connected.")
    assert has_connection(sender, "Bruno Verdi")


@pytest.mark.rule("R09")
def test_switching_off_reminders(anna, bruno, at_browser, clock):
    recipient = at_browser(bruno)
    recipient.visit("/settings/email/")
    recipient.page.get_by_label("Reminders of waiting invitations").uncheck()
    recipient.press("Save")
    recipient.sees("Saved.")
    invite(anna, bruno)
    clock.move(days=7)
    tick()
    assert recipient.subjects() == ["Anna Ricci would like to connect with you"]


@pytest.mark.rule("R22")
def test_a_follow_up_returns_an_ignored_invitation_to_the_inbox(anna, bruno, at_browser, clock):
    reception_of(invite(anna, bruno)).ignore()
    clock.move(days=7)
    sender, recipient = at_browser(anna), at_browser(bruno)
    sender.visit("/invitations/sent/")
    sender.page.locator("summary", has_text="Bruno Verdi").first.click()
    sender.click_link("Follow up with Bruno Verdi")
    sender.fill("Note", "Shall we talk?")
    sender.press("Follow up")
    work()
    assert recipient.subjects()[0] == "Anna Ricci wrote again"
    recipient.visit("/invitations/")
    recipient.sees("Shall we talk?")


def test_searching_the_directory(anna, bruno, at_browser):
    MemberFactory.create_batch(30)
    person = at_browser(anna)
    person.visit("/members/")
    person.page.get_by_role("searchbox").fill("Bruno")
    person.page.get_by_role("searchbox").press("Enter")
    person.click_link("Bruno Verdi")
    person.sees_heading("Bruno Verdi")
