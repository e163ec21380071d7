"""Account mail leaves by the outbox: written in the request, sent by the worker, forgotten when it has left."""

from __future__ import annotations

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
def hers(nina, client):
    """The browser of Nina, who has just shown that it is her."""
    client.post("/accounts/login/", {"login": nina.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def letter(nina, client):
    """The letter of a forgotten password, waiting."""
    client.post("/accounts/password/reset/", {"email": nina.email})
    account_requests.job.run()
    return AccountEmail.objects.get()


class NoServer(CapturingEmailBackend):
    def open(self):
        raise ConnectionRefusedError("no server")

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no server")


def sign_up(client, path):
    typed = {"name": "Otto Neu", "email": "otto@example.org", "password1": PASSWORD}
    return client.post(path, typed)


def forget(client):
    return client.post("/accounts/password/reset/", {"email": "nina@example.org"})


def add_an_address(client):
    return client.post("/accounts/email/", {"action_add": "", "email": "nina@work.example"})


def change_the_password(client):
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return client.post("/accounts/password/change/", typed)


@pytest.mark.parametrize("act", [forget, add_an_address, change_the_password])
def test_no_request_meets_the_mail_server(hers, settings, act):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    assert act(hers).status_code == 302
    assert AccountRequest.objects.exists() or AccountEmail.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
def test_signing_up_does_not_either(db, client, settings, path):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    assert sign_up(client, path).status_code == 302
    work()
    row = Outbox.objects.get()
    assert (row.kind, row.status, row.details) == ("account", "waiting", "ConnectionRefusedError: no server")


@pytest.mark.parametrize(
    ("act", "subject"),
    [(add_an_address, "Confirm your e-mail address"), (change_the_password, "Your password was changed")],
)
def test_what_is_asked_inside_is_mailed_too(hers, nina, act, subject):
    act(hers)
    work()
    assert subject in CapturedEmail.objects.get().subject


def test_it_goes_to_the_address_that_it_is_about(hers, nina):
    add_an_address(hers)
    work()
    assert CapturedEmail.objects.get().to == "nina@work.example"
    assert Outbox.objects.get().member == nina


def test_its_link_is_a_button(hers, nina):
    add_an_address(hers)
    work()
    mail = CapturedEmail.objects.get()
    [link] = [line for line in mail.text.splitlines() if line.startswith("http")]
    assert f'<a class="button" href="{link}">Open the page</a>' in mail.html


def test_it_is_marked_and_cannot_be_stopped(letter):
    work()
    row, mime = Outbox.objects.get(), message_from_string(CapturedEmail.objects.get().raw, policy=default)
    assert mime["Message-ID"] == emails.message_id(row.key) == row.message_id
    assert mime["Auto-Submitted"] == "auto-generated"
    assert mime["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in mime.iter_parts()] == ["text/plain", "text/html"]


def test_it_obeys_no_preference(letter, nina):
    EmailPreferences.objects.filter(member=nina).update(none=True)
    work()
    assert mails(nina)


def test_its_words_go_when_it_has_left(letter):
    work()
    assert Outbox.objects.get().status == Outbox.Status.SENT
    assert not AccountEmail.objects.exists()


def test_its_words_stay_while_the_server_is_away(letter, settings, nina, clock):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    work()
    assert AccountEmail.objects.get() == letter
    settings.EMAIL_BACKEND = "notifications.backends.CapturingEmailBackend"
    clock.move(minutes=1)
    work()
    assert letter.text.strip() in mails(nina)[0].text


def test_its_words_go_when_it_fails(letter, monkeypatch):
    monkeypatch.setattr(outbox_worker.emails, "build", lambda row: 1 / 0)
    work()
    assert Outbox.objects.get().status == Outbox.Status.FAILED
    assert not AccountEmail.objects.exists()


def test_too_late_it_is_cancelled(letter, nina, clock):
    clock.move(seconds=AccountEmail.LIFE.total_seconds())
    work()
    row = Outbox.objects.get()
    assert (row.status, row.reason) == (Outbox.Status.CANCELLED, "too late")
    assert not AccountEmail.objects.exists()
    assert not mails(nina)


def test_a_minute_before_it_leaves(letter, nina, clock):
    clock.move(seconds=(AccountEmail.LIFE - timedelta(minutes=1)).total_seconds())
    work()
    assert mails(nina)


def test_it_is_sent_before_all_other_mail(anna, bruno, client):
    Invitation.objects.send(anna, bruno)
    client.post("/accounts/password/reset/", {"email": bruno.email})
    delivery.deliver_all()
    account_requests.job.run()
    assert [row.kind for row in map(next_row, range(2))] == ["account", "invitation"]


def next_row(_turn: int) -> Outbox:
    row = Outbox.objects.get(pk=Outbox.objects.next_ids(1)[0])
    outbox_worker.send(row.pk, CapturingEmailBackend())
    return row
