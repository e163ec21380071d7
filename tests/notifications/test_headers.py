"""No user input can add a header to an e-mail."""

from __future__ import annotations

from email import message_from_string
from email.policy import compat32, default

import pytest
from django.core.mail import BadHeaderError
from django.core.mail.message import sanitize_address
from hypothesis import given
from hypothesis.strategies import from_regex

from network.members.models import Member
from notifications import emails
from notifications.headers import _PLAIN
from notifications.models import CapturedEmail, Outbox
from tests.conftest import invite, mails, reception_of, work

SEPARATORS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00"]
INJECTION = "{}Bcc: everybody@example.net"
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Message-ID", "Date", "Auto-Submitted",
    "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
separators = pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)


@separators
@pytest.mark.parametrize("field", ["name", "headline", "location"])
def test_the_profile_form_refuses_separators(anna, client_for, field, separator):
    data = {"name": "Anna", field: "Anna" + INJECTION.format(separator)}
    assert client_for(anna).post("/settings/profile/", data).status_code == 200
    assert Member.objects.get().name == "Anna Ricci"


@separators
def test_the_sign_up_form_refuses_separators(db, client_for, separator):
    injection = INJECTION.format(separator)
    for fields in ({"name": f"Dora{injection}"}, {"email": f'"d{separator}"@example.org'}):
        data = {"name": "Dora", "email": "d@example.org", "password1": "a long password 7"} | fields
        assert client_for().post("/accounts/signup/", data).status_code == 200
    assert not Member.objects.exists()


@separators
@pytest.mark.parametrize("address", ['"x{}y"@example.net', "x{}y@example.net"])
def test_invitations_by_email_refuse_separators(anna, client_for, address, separator):
    client_for(anna).post("/invitations/by-email/", {"email": address.format(separator)})
    assert not any(invitation.address for invitation in anna.invitations_sent.all())


@separators
def test_the_address_gate_refuses_separators(anna, bruno, client_for, separator):
    invite(anna, bruno).withdraw()
    data = {"email": f'"x{separator}y"@example.net'}
    assert client_for(anna).post("/members/bruno/invite/", data).status_code == 200
    assert anna.invitations_sent.count() == 1


@separators
def test_adding_an_address_refuses_separators(anna, confirmed_client_for, separator):
    data = {"email": f'"x{separator}y"@example.net', "action_add": ""}
    confirmed_client_for(anna).post("/accounts/email/", data)
    assert [row.email for row in anna.emailaddress_set.all()] == ["anna@example.org"]


@separators
def test_a_stored_address_with_a_separator_is_not_used(anna, bruno, separator):
    invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    row.member.email = "bruno" + INJECTION.format(separator)
    with pytest.raises(BadHeaderError):
        emails.build(row)


@separators
def test_a_stored_name_with_a_separator_is_not_used_in_a_subject(anna, bruno, separator):
    invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    row.invitation.sender.name = f"Anna{separator}Bcc: nobody"
    with pytest.raises(BadHeaderError):
        emails.build(row)


def test_rows_with_separators_fail_and_others_are_sent(anna, bruno, carla):
    """Except NUL, which PostgreSQL cannot store."""
    addresses = [f"evil{n}{separator}@example.org" for n, separator in enumerate(SEPARATORS[:-1])]
    Outbox.objects.bulk_create(
        Outbox(key=address.strip(), kind="lifted", address=address, language="en") for address in addresses
    )
    invite(anna, carla)
    work()
    assert Outbox.objects.filter(status="failed", details__startswith="BadHeaderError").count() == len(
        addresses
    )
    assert [mail.to for mail in CapturedEmail.objects.all()] == [carla.email]


@pytest.mark.parametrize(
    "local", ["=?utf-8?q?carla?=", "=?utf-8?q??=", "=?utf-8?q?a=0d=0ab?=", "(x)carla", '"carla"']
)
def test_a_row_fails_whose_address_the_mail_library_would_change(anna, carla, local):
    Outbox.objects.create(key="bad", kind="lifted", address=f"{local}@example.org", language="en")
    invite(anna, carla)
    work()
    row = Outbox.objects.get(key="bad")
    assert (row.status, row.details) == (
        "failed",
        "UnsafeAddress: The mail library would send this to another address.",
    )
    assert [mail.to for mail in CapturedEmail.objects.all()] == [carla.email]


@pytest.mark.parametrize(
    "name", ["=?utf-8?q?Pay_here=e2=80=ae?=", "Ánna =?utf-8?b?QQ==?=", "=?", "a =?utf-8?q?b?="]
)
def test_a_subject_is_read_as_it_was_typed(anna, bruno, name):
    Member.objects.filter(pk=bruno.pk).update(name=name)
    reception_of(invite(anna, bruno)).accept()
    work()
    (mail,) = mails(anna)
    subject = message_from_string(mail.raw, policy=default)["Subject"]
    assert subject == mail.subject == f"{name} is now in your network"


def test_a_stored_encoded_word_does_not_reach_a_stranger(anna, bruno):
    Member.objects.filter(pk=anna.pk).update(name="=?utf-8?q?Pay_here?=")
    invite(anna, bruno)
    assert mails(bruno)[0].subject == "A member of Acquaint would like to connect with you"


def test_the_complete_list_of_headers(anna, bruno):
    invite(anna, bruno)
    (mail,) = mails(bruno)
    assert set(message_from_string(mail.raw, policy=compat32).keys()) == HEADERS


def test_emails_are_marked_as_auto_generated(anna, bruno):
    """RFC 3834: prevents out-of-office replies."""
    invite(anna, bruno)
    assert ("Auto-Submitted", "auto-generated") in mails(bruno)[0].headers()


@given(from_regex(_PLAIN, fullmatch=True))
def test_a_plain_address_is_read_as_it_stands(address):
    assert sanitize_address(address, "utf-8") == address
