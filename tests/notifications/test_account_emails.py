"""Account e-mails: stored in the request, sent by the outbox worker, deleted when sent."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest

from invitations.models import Invitation
from invitations.worker import delivery
from network.members.accounts import account_requests
from network.members.models import AccountRequest, Member
from notifications import emails, outbox_worker
from notifications.backends import CapturingEmailBackend
from notifications.models import AccountEmail, CapturedEmail, EmailPreferences, Outbox
from tests.conftest import mails, work

PASSWORD = "two desks apart"
NEW = "three desks apart"


@pytest.fixture
def nina(db):
    return Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")


@pytest.fixture
def nina_browser(nina, client):
    """A test client in which Nina has signed in and reauthenticated."""
    client.post("/accounts/login/", {"login": nina.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def reset_email(nina, client):
    """The unsent e-mail of a password reset."""
    client.post("/accounts/password/reset/", {"email": nina.email})
    account_requests.job.run()
    return AccountEmail.objects.get()


class NoServer(CapturingEmailBackend):
    def open(self):
        raise ConnectionRefusedError("no server")

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no server")


def sign_up(client, path):
    data = {"name": "Otto Neu", "email": "otto@example.org", "password1": PASSWORD}
    return client.post(path, data)


def reset_password(client):
    return client.post("/accounts/password/reset/", {"email": "nina@example.org"})


def add_an_address(client):
    return client.post("/accounts/email/", {"action_add": "", "email": "nina@work.example"})


def change_the_password(client):
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return client.post("/accounts/password/change/", data)


@pytest.mark.parametrize("action", [reset_password, add_an_address, change_the_password])
def test_requests_do_not_connect_to_the_mail_server(nina_browser, settings, action):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    assert action(nina_browser).status_code == 302
    assert AccountRequest.objects.exists() or AccountEmail.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
def test_signing_up_does_not_connect_to_the_mail_server(db, client, settings, path):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    assert sign_up(client, path).status_code == 302
    work()
    row = Outbox.objects.get()
    assert (row.kind, row.status, row.details) == ("account", "waiting", "ConnectionRefusedError: no server")


@pytest.mark.parametrize(
    ("action", "subject"),
    [(add_an_address, "Confirm your e-mail address"), (change_the_password, "Password changed")],
)
def test_actions_of_a_member_send_emails(nina_browser, nina, action, subject):
    action(nina_browser)
    work()
    assert subject in CapturedEmail.objects.get().subject


def test_the_recipient_is_the_address_to_confirm(nina_browser, nina):
    add_an_address(nina_browser)
    work()
    assert CapturedEmail.objects.get().to == "nina@work.example"
    assert Outbox.objects.get().member == nina


def test_the_link_is_a_button(nina_browser, nina):
    add_an_address(nina_browser)
    work()
    mail = CapturedEmail.objects.get()
    [link] = re.findall(r"^Confirm this address: (http\S+)$", mail.text, re.MULTILINE)
    assert f'<a class="button" href="{link}">Confirm this address</a>' in mail.html


def test_a_notice_says_where_to_choose_a_new_password(nina_browser, nina):
    change_the_password(nina_browser)
    work()
    mail = CapturedEmail.objects.get()
    assert "Choose a new password: http://localhost:8000/accounts/password/reset/\n" in mail.text
    assert "This is a message about your account on Acquaint." in mail.text
    assert "This is a message about your account on Acquaint." in mail.html


def test_the_reason_fits_somebody_without_an_account(client, db):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    work()
    mail = CapturedEmail.objects.get()
    assert "You get this because somebody entered this address on Acquaint." in mail.text
    assert "You get this because somebody entered this address on Acquaint." in mail.html


def test_the_headers(reset_email):
    work()
    row, mime = Outbox.objects.get(), message_from_string(CapturedEmail.objects.get().raw, policy=default)
    assert mime["Message-ID"] == emails.message_id(row.key) == row.message_id
    assert mime["Auto-Submitted"] == "auto-generated"
    assert mime["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in mime.iter_parts()] == ["text/plain", "text/html"]


def test_preferences_are_ignored(reset_email, nina):
    EmailPreferences.objects.filter(member=nina).update(none=True)
    work()
    assert mails(nina)


def test_the_text_is_deleted_when_sent(reset_email):
    work()
    assert Outbox.objects.get().status == Outbox.Status.SENT
    assert not AccountEmail.objects.exists()


def test_the_text_is_kept_while_the_server_is_unavailable(reset_email, settings, nina, clock):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    work()
    assert AccountEmail.objects.get() == reset_email
    settings.EMAIL_BACKEND = "notifications.backends.CapturingEmailBackend"
    clock.move(minutes=1)
    work()
    assert reset_email.text.strip() in mails(nina)[0].text


def test_the_text_is_deleted_when_sending_fails(reset_email, monkeypatch):
    monkeypatch.setattr(outbox_worker.emails, "build", lambda row: 1 / 0)
    work()
    assert Outbox.objects.get().status == Outbox.Status.FAILED
    assert not AccountEmail.objects.exists()


def test_an_expired_email_is_cancelled(reset_email, nina, clock):
    clock.move(seconds=AccountEmail.LIFE.total_seconds())
    work()
    row = Outbox.objects.get()
    assert (row.status, row.reason) == (Outbox.Status.CANCELLED, "too late")
    assert not AccountEmail.objects.exists()
    assert not mails(nina)


def test_an_email_about_to_expire_is_sent(reset_email, nina, clock):
    clock.move(seconds=(AccountEmail.LIFE - timedelta(minutes=1)).total_seconds())
    work()
    assert mails(nina)


def test_account_emails_are_sent_first(anna, bruno, client):
    Invitation.objects.send(anna, bruno)
    client.post("/accounts/password/reset/", {"email": bruno.email})
    delivery.deliver_all()
    account_requests.job.run()
    assert [row.kind for row in map(send_next, range(2))] == ["account", "invitation"]


def test_other_emails_wait_for_those_about_accounts(anna, bruno, client):
    Invitation.objects.send(anna, bruno)
    client.post("/accounts/password/reset/", {"email": bruno.email})
    delivery.deliver_all()
    account_requests.job.run()
    (key,) = Outbox.objects.next_ids(100)
    assert Outbox.objects.get(pk=key).kind == "account"


def send_next(_number: int) -> Outbox:
    """Send the next due row; return it."""
    row = Outbox.objects.get(pk=Outbox.objects.next_ids(1)[0])
    outbox_worker.send(row.pk, CapturingEmailBackend())
    return row
