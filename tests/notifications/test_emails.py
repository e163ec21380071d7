import re
from email import message_from_string
from email.policy import default

import pytest

from invitations.models import Invitation
from network.members.models import Member
from notifications import emails
from notifications.models import CapturedEmail, Outbox
from tests.conftest import invite, invite_address, mails, reception_of, tick, work
from tests.factories import MemberFactory


def links(mail) -> set[str]:
    """Return the paths of the links to the site in the text of an e-mail."""
    return set(re.findall(r"http://localhost:8000(/\S*)", mail.text))


@pytest.mark.rule("R05", "R07", "R08", "R09", "R11")
def test_an_invitation_has_every_link(anna, bruno):
    invite(anna, bruno, "Two desks apart")
    (mail,) = mails(bruno)
    paths = links(mail)
    assert {"/members/anna/", "/invitations/", "/settings/email/"} <= paths
    assert any(link.startswith("/i/") for link in paths)
    assert any(link.startswith("/u/") for link in paths)
    assert all(link in mail.html for link in paths)
    assert "Two desks apart" in mail.text


@pytest.mark.rule("R06", "R07", "R08", "R09")
def test_a_reminder_has_the_same_links(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=7)
    tick()
    first, reminder = mails(bruno)
    expected = {link for link in links(first) if not link.startswith("/u/")}
    assert expected <= links(reminder)


@pytest.mark.rule("R10", "R13", "R14", "R15")
def test_an_acceptance_has_profile_address_and_summary(anna, bruno, carla):
    for other in [carla, *MemberFactory.create_batch(5)]:
        reception_of(invite(bruno, other)).accept()
    reception_of(invite(anna, carla)).accept()
    reception_of(invite(anna, bruno)).accept()
    work()
    mail = mails(anna, "Bruno Verdi is now")[0]
    assert "/members/bruno/" in mail.text
    assert "bruno@example.org" in mail.text
    assert "Bruno has 7 connections, including you." in mail.text
    assert "You and Bruno share 1 connection." in mail.text
    assert mail.text.count("\n- ") == 5
    assert "\n- Carla Longo (your connection, too)\n" in mail.text


def test_the_senders_address_is_not_in_first_contact(anna, bruno):
    invite(anna, bruno)
    assert "anna@example.org" not in mails(bruno)[0].raw


@pytest.mark.parametrize("note", ["See https://spam.it", "spam\u200b.Com"])
def test_a_note_with_a_link_is_not_in_the_email(anna, bruno, note):
    invite(anna, bruno, note)
    (mail,) = mails(bruno)
    assert "spam" not in mail.raw.lower()
    assert "it’s only shown on the site" in mail.text


@pytest.mark.parametrize(
    "note", ["We met in Modena. Then in Brno.", "At 10.30, i.e. after lunch.", "Prof. Bassi"]
)
def test_a_note_without_a_link_is_in_the_email(anna, bruno, note):
    invite(anna, bruno, note)
    assert note in mails(bruno)[0].text


FORGED = "Hello\nAccept: tap here\r\u2028View profile: there\n\n-- \nYou get this"
QUOTED = "> Hello\n> Accept: tap here\n>\n> View profile: there\n>\n> --\n> You get this\n"


def test_each_line_of_a_note_is_a_quotation(anna, bruno, clock):
    anna.headline = "Accept: tap here"
    anna.save()
    invite(anna, bruno, FORGED)
    invite_address(anna, "ada@example.net", note=FORGED)
    for mail in (*mails(bruno), *mails("ada@example.net")):
        assert f"\n> Accept: tap here\n\n{QUOTED}" in mail.text


def test_each_line_of_a_reply_and_of_a_message_is_a_quotation(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.reply(FORGED)
    Invitation.objects.get().message(FORGED)
    work()
    assert QUOTED in mails(anna)[-1].text
    assert QUOTED in mails(bruno)[-1].text


def test_the_headline_of_a_new_connection_is_a_quotation(anna, bruno):
    bruno.headline = "See the profile: https://x.example"
    bruno.save()
    reception_of(invite(anna, bruno)).accept()
    work()
    assert "\n> See the profile: https://x.example\n" in mails(anna)[-1].text


def test_the_language_and_direction_of_the_recipient(anna):
    layla = MemberFactory(name="ليلى حداد", language="ar")
    invite(anna, layla)
    (mail,) = mails(layla)
    assert '<html lang="ar" dir="rtl">' in mail.html


def test_alternatives_and_one_click_unsubscribe(anna, bruno):
    invite(anna, bruno)
    mime = message_from_string(mails(bruno)[0].raw, policy=default)
    assert [part.get_content_type() for part in mime.iter_parts()] == ["text/plain", "text/html"]
    assert mime["List-Unsubscribe"].strip().startswith("<http://localhost:8000/u/")
    assert mime["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mime["Date"] == "Sun, 22 Nov 2026 09:00:00 +0000"


def test_the_message_id_is_derived_from_the_key(anna, bruno):
    invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    assert row.message_id == emails.message_id(row.key) == CapturedEmail.objects.get().message_id


def test_account_emails_have_no_unsubscribe_header(anna):
    anna.allowance.restrict()
    work()
    (mail,) = mails(anna)
    assert "List-Unsubscribe" not in mail.raw


def test_markup_in_a_name_or_note_is_escaped(anna, bruno):
    anna.name = "Anna <b>Ricci</b> & Co"
    anna.save()
    invite(anna, bruno, "<img src=x onerror=alert(1)>")
    (mail,) = mails(bruno)
    assert mail.subject == "Anna <b>Ricci</b> & Co would like to connect with you"
    assert "<img" not in mail.html
    assert "<img src=x" in mail.text


@pytest.mark.rule("R04")
def test_which_actions_email_the_sender(anna, bruno, clock):
    """One invitation through every action: Anna gets e-mails about the reply and the acceptance only."""
    invitation = invite(anna, bruno)
    reception = reception_of(invitation)
    reception.reply("Who are you?")
    for verb in ("ignore", "restore", "ignore", "say_unknown", "take_back_unknown", "accept"):
        getattr(reception, verb)()
        work()
    assert [mail.subject for mail in mails(anna)] == [
        "Bruno Verdi replied to your invitation",
        "Bruno Verdi is now in your network",
    ]
    assert Invitation.objects.get().events.count() == 10


def test_first_contact_carries_no_name_with_a_link_in_it(anna, bruno):
    Member.objects.filter(pk=anna.pk).update(name="Visit acme.com")
    for address in (bruno.email, "dora@example.net"):
        Invitation.objects.send_to_address(Member.objects.get(pk=anna.pk), address)
    work()
    for mail in (*mails(bruno), *mails("dora@example.net")):
        assert "acme" not in f"{mail.subject} {mail.text} {mail.html}"
        assert mail.subject.startswith("A member of Acquaint")
