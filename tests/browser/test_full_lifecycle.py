"""From the first invitation to the last follow-up, as the requirements tell it, in two browsers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from invitations.models import Invitation
from tests.browser.page_object import Person
from tests.conftest import tick

pytestmark = [pytest.mark.browser, pytest.mark.run_first]

PASSWORD = "two desks apart"
RECORDED = "Invitation recorded. You’ll hear if they accept or reply, and nothing else."
INVITED = "Anna Ricci would like to connect with you"
REMINDED = "Anna Ricci’s invitation is still waiting"
REPLIED = "Bruno Verdi replied to your invitation"
LINKS = [
    ("View profile", "Anna Ricci"),
    ("reply to the invitation or ignore it in your inbox", "Invitations"),
    ("Accept", INVITED),
    ("Choose which e-mails you get", "E-mail preferences"),
    ("Unsubscribe", "Unsubscribe"),
]


@pytest.fixture(
    params=[False, pytest.param(True, marks=pytest.mark.long)],
    ids=lambda enabled: "with JavaScript" if enabled else "without JavaScript",
)
def java_script_enabled(request) -> bool:
    """With JavaScript only in the long check."""
    return request.param


def sign_in(person: Person, member) -> Person:
    member.set_password(PASSWORD)
    member.save()
    person.sign_in(member.email, PASSWORD)
    person.sees_heading(f"Hello, {member.get_short_name()}")
    return person


@pytest.mark.rule(
    "R04", "R05", "R06", "R07", "R08", "R09", "R16", "R17", "R18", "R20", "R21", "R23", "R24", "R25",
    "R27", "R28", "D01", "D05",
)  # fmt: skip
def test_the_full_lifecycle(anna, bruno, at_browser, clock):
    sender, recipient = sign_in(at_browser(), anna), sign_in(at_browser(), bruno)
    anna_invites_from_the_profile(sender)
    bruno_gets_an_email_with_working_links(recipient)
    bruno_gets_three_reminders(recipient, clock)
    bruno_replies_and_the_invitation_stays_open(sender, recipient)
    before = all_responses_of_anna(sender)
    bruno_ignores(recipient)
    assert all_responses_of_anna(sender) == before
    bruno_answers_unknown(recipient)
    assert all_responses_of_anna(sender) == before
    anna_follows_up_and_bruno_gets_nothing(sender, recipient)


def anna_invites_from_the_profile(sender: Person) -> None:
    sender.visit("/members/bruno/")
    sender.click_link("Connect with Bruno Verdi")
    sender.fill("Note", "We met in Cremona.")
    sender.press("Send invitation")
    sender.sees(RECORDED)
    tick()


def bruno_gets_an_email_with_working_links(recipient: Person) -> None:
    expect(recipient.open_mail(INVITED).locator("blockquote")).to_have_text("We met in Cremona.")
    for link, heading in LINKS:
        recipient.open_mail(INVITED).get_by_role("link", name=link, exact=True).click()
        recipient.sees_heading(heading)
    assert recipient.subjects() == [INVITED]


def bruno_gets_three_reminders(recipient: Person, clock) -> None:
    for reminders in (1, 2, 3, 3):
        clock.move(days=7)
        tick()
        assert recipient.subjects() == [REMINDED] * reminders + [INVITED]
    mail = recipient.open_mail(REMINDED)
    assert all(mail.get_by_role("link", name=link, exact=True).count() for link, _heading in LINKS)


def bruno_replies_and_the_invitation_stays_open(sender: Person, recipient: Person) -> None:
    recipient.visit("/invitations/")
    recipient.click_link("Reply to Anna Ricci")
    recipient.fill("Message", "Which of the two fairs was it?")
    recipient.press("Reply")
    recipient.sees("Your message is on its way to Anna Ricci. The invitation stays open.")
    tick()
    mail = sender.open_mail(REPLIED)
    expect(mail.locator("blockquote")).to_have_text("Which of the two fairs was it?")
    mail.get_by_role("link", name="Open conversation").click()
    sender.sees("Which of the two fairs was it?")
    assert recipient.can_press("Accept Anna Ricci")


def all_responses_of_anna(sender: Person) -> dict[str, str]:
    tick()
    detail = Invitation.objects.get().get_absolute_url()
    return sender.responses(
        "/", "/invitations/", "/invitations/sent/", detail, "/mail/", "/members/bruno/", "/members/"
    )


def bruno_ignores(recipient: Person) -> None:
    recipient.visit("/invitations/")
    assert not recipient.can_press("I don’t know Anna Ricci")
    recipient.press("Ignore Anna Ricci")
    recipient.sees("Moved to your archive. Anna is not told.")
    recipient.sees("No invitations waiting")


def bruno_answers_unknown(recipient: Person) -> None:
    recipient.visit("/invitations/archived/")
    recipient.sees("people you truly don’t recognise")
    recipient.sees("if several people say so, that account is limited")
    recipient.press("I don’t know Anna Ricci")
    recipient.sees("Answer saved. Anna is not told and can’t invite you again.")


def anna_follows_up_and_bruno_gets_nothing(sender: Person, recipient: Person) -> None:
    subjects = recipient.subjects()
    sender.visit("/invitations/sent/")
    sender.page.locator("summary", has_text="Bruno Verdi").click()
    sender.click_link("Follow up with Bruno Verdi")
    sender.fill("Note", "It was the autumn one.")
    sender.press("Follow up")
    sender.sees("Follow-up recorded. You’ll hear if they accept or reply, and nothing else.")
    tick()
    assert recipient.subjects() == subjects
    recipient.visit("/invitations/")
    recipient.sees("No invitations waiting")
    recipient.visit("/invitations/archived/")
    recipient.does_not_see("It was the autumn one.")
    assert sender.subjects() == [REPLIED]
