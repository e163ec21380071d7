"""P-HDR: nothing that anybody typed becomes a header of its own."""

from __future__ import annotations

from email import message_from_string
from email.policy import compat32

import pytest
from django.core.mail import BadHeaderError

from network.members.models import Member
from notifications import emails
from notifications.models import CapturedEmail, Outbox
from tests.conftest import invite, mails, work

SEPARATORS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00"]
EVIL = "{}Bcc: everybody@example.net"
OURS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Message-ID", "Date", "Auto-Submitted",
    "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
separators = pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)


@separators
@pytest.mark.parametrize("field", ["name", "headline", "location"])
def test_a_profile_refuses_it(anna, client_for, field, separator):
    typed = {"name": "Anna", field: "Anna" + EVIL.format(separator)}
    assert client_for(anna).post("/settings/profile/", typed).status_code == 200
    assert Member.objects.get().name == "Anna Ricci"


@separators
def test_signing_up_refuses_it(db, client_for, separator):
    evil = EVIL.format(separator)
    for bad in ({"name": f"Dora{evil}"}, {"email": f'"d{separator}"@example.org'}):
        typed = {"name": "Dora", "email": "d@example.org", "password1": "a long password 7"} | bad
        assert client_for().post("/accounts/signup/", typed).status_code == 200
    assert not Member.objects.exists()


@separators
@pytest.mark.parametrize("address", ['"x{}y"@example.net', "x{}y@example.net"])
def test_an_invitation_by_email_refuses_it(anna, client_for, address, separator):
    client_for(anna).post("/invitations/by-email/", {"email": address.format(separator)})
    assert not any(invitation.address for invitation in anna.invitations_sent.all())


@separators
def test_the_address_gate_refuses_it(anna, bruno, client_for, separator):
    invite(anna, bruno).withdraw()
    typed = {"email": f'"x{separator}y"@example.net'}
    assert client_for(anna).post("/members/bruno/invite/", typed).status_code == 200
    assert anna.invitations_sent.count() == 1


@separators
def test_another_address_of_one_s_own_refuses_it(anna, client_for, separator):
    typed = {"email": f'"x{separator}y"@example.net', "action_add": ""}
    client_for(anna).post("/accounts/email/", typed)
    assert [each.email for each in anna.emailaddress_set.all()] == ["anna@example.org"]


@separators
def test_an_address_that_got_in_all_the_same_is_not_written_to(anna, bruno, separator):
    invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    row.member.email = "bruno" + EVIL.format(separator)
    with pytest.raises(BadHeaderError):
        emails.build(row)


@separators
def test_nor_is_a_name_put_into_a_subject(anna, bruno, separator):
    invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    row.invitation.sender.name = "Anna" + EVIL.format(separator)
    with pytest.raises(BadHeaderError):
        emails.build(row)


def test_such_a_row_fails_alone(anna, bruno, carla):
    """But NUL, which PostgreSQL does not take at all."""
    evil = [f"evil{n}{separator}@example.org" for n, separator in enumerate(SEPARATORS[:-1])]
    Outbox.objects.bulk_create(
        Outbox(key=address.strip(), kind="lifted", address=address, language="en") for address in evil
    )
    invite(anna, carla)
    work()
    assert Outbox.objects.filter(status="failed", details__startswith="BadHeaderError").count() == len(evil)
    assert [mail.to for mail in CapturedEmail.objects.all()] == [carla.email]


def test_every_header_is_one_of_ours(anna, bruno):
    invite(anna, bruno)
    (mail,) = mails(bruno)
    assert set(message_from_string(mail.raw, policy=compat32).keys()) == OURS


def test_a_mail_says_that_a_machine_wrote_it(anna, bruno):
    """RFC 3834: so that no out-of-office note answers it."""
    invite(anna, bruno)
    assert ("Auto-Submitted", "auto-generated") in mails(bruno)[0].headers()
