"""Sign-up with a passkey: enter the code in the browser that requested it, then create the passkey and the account."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client

from invitations.models import Invitation, Reception
from network.members.accounts.passkey_signup import SESSION_KEY
from network.members.models import AccountRequest, Member
from tests.conftest import mails, work
from tests.members.account import find_code, is_signed_in, latest_email_text, sign_up, subjects

FORM, CODE, RESEND = "/accounts/signup/passkey/", "/joining/code/", "/joining/code/again/"
CANCEL = "/joining/code/cancel/"
PASSKEY, LOGIN = "/accounts/2fa/webauthn/signup/", "/accounts/login/"


@pytest.fixture
def signing_up(client, db):
    """Nina's test client, at the page that asks for the code."""
    assert sign_up(client, FORM, password1="")["Location"] == CODE
    return client


def enter(browser, code: str):
    return browser.post(CODE, {"code": code})


def test_the_email_has_a_code_and_no_link(signing_up):
    assert "/accounts/confirm-email/" not in latest_email_text()
    assert subjects() == ["Confirm your e-mail address"]


def test_the_code_leads_to_the_passkey_page_without_signing_in(signing_up):
    assert enter(signing_up, find_code(latest_email_text()))["Location"] == PASSKEY
    assert signing_up.get(PASSKEY).status_code == 200
    assert not is_signed_in(signing_up)


def test_the_member_has_no_password(db):
    browser = Client(headers={"accept-language": "it"})
    sign_up(browser, FORM)
    work()
    assert not Member.objects.exists()
    enter(browser, find_code(latest_email_text()))
    nina = Member.objects.joined().get()
    assert (nina.name, nina.language, nina.has_usable_password()) == ("Nina Nuova", "it", False)
    assert nina.has_address("nina@example.org")


@pytest.mark.parametrize(
    ("next_url", "redirect_url"), [("/connections/", "/connections/"), ("//evil.example/", None)]
)
def test_the_next_url_is_kept_if_it_is_on_the_site(client, db, next_url, redirect_url):
    sign_up(client, FORM, next=next_url)
    enter(client, find_code(latest_email_text()))
    assert client.session["account_login"]["redirect_url"] == redirect_url


def test_open_invitations_to_the_address_are_delivered(signing_up, anna):
    code = find_code(latest_email_text())
    invitation = Invitation.objects.send_to_address(anna, "nina@example.org")
    enter(signing_up, code)
    work()
    assert Reception.objects.get(invitation=invitation).member.name == "Nina Nuova"


def test_a_code_works_only_in_the_browser_that_requested_it(signing_up):
    assert enter(Client(), find_code(latest_email_text()))["Location"] == FORM
    assert not Member.objects.exists()


def test_the_third_wrong_code_ends_the_sign_up(signing_up):
    code = find_code(latest_email_text())
    assert [enter(signing_up, "BBBB-BBBB").status_code for _ in range(2)] == [200, 200]
    assert enter(signing_up, "")["Location"] == LOGIN
    assert enter(signing_up, code)["Location"] == FORM
    assert not Member.objects.exists()


def test_a_code_expires_after_an_hour(signing_up, monkeypatch):
    later = time.time() + timedelta(minutes=61).total_seconds()
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    assert enter(signing_up, find_code(latest_email_text()))["Location"] == FORM


def test_the_code_can_be_sent_again_and_stays_the_same(signing_up, clock):
    first = find_code(latest_email_text())
    clock.move(minutes=15)
    assert signing_up.post(RESEND)["Location"] == CODE
    assert find_code(latest_email_text()) == first
    assert len(mails("nina@example.org")) == 2
    assert enter(signing_up, first)["Location"] == PASSKEY


def test_the_code_works_where_the_second_letter_is_held(signing_up):
    first = find_code(latest_email_text())
    signing_up.post(RESEND)
    work()
    assert len(mails("nina@example.org")) == 1
    assert enter(signing_up, first)["Location"] == PASSKEY


def test_the_code_can_be_sent_again_twice(signing_up):
    for _ in range(4):
        assert signing_up.post(RESEND).status_code == 302
    assert AccountRequest.objects.count() == 3
    assert RESEND not in signing_up.get(CODE).content.decode()


def test_requesting_a_code_without_a_sign_up_does_nothing(client, db):
    assert client.post(RESEND)["Location"] == CODE
    assert not AccountRequest.objects.exists()


def test_cancelling_discards_the_code(signing_up):
    code = find_code(latest_email_text())
    assert CANCEL in signing_up.get(CODE).content.decode()
    assert signing_up.post(CANCEL)["Location"] == LOGIN
    assert SESSION_KEY not in signing_up.session
    assert enter(signing_up, code)["Location"] == FORM
    assert not Member.objects.exists()


def test_cancelling_without_a_sign_up_redirects_to_login(client, db):
    assert client.post(CANCEL)["Location"] == LOGIN


def test_an_unverified_account_with_the_address_is_replaced(signing_up):
    code = find_code(latest_email_text())
    sign_up(Client())
    latest_email_text()
    assert enter(signing_up, code)["Location"] == PASSKEY
    assert not Member.objects.get().has_usable_password()


def test_an_account_created_in_the_meantime_is_kept(signing_up):
    code = find_code(latest_email_text())
    nina = Member.objects.create_user("nina@example.org", None, "Nina Prima")
    assert enter(signing_up, code)["Location"] == LOGIN
    assert "You already have an account. Please sign in." in signing_up.get(LOGIN).content.decode()
    assert Member.objects.get() == nina


def test_of_two_requests_at_one_moment_one_opens_the_account(signing_up, monkeypatch):
    """As if the other one had not been committed when this one looked."""
    code = find_code(latest_email_text())
    nina = Member.objects.create_user("nina@example.org", None, "Nina Prima")
    monkeypatch.setattr("network.members.models.member.MemberQuerySet.find_by_email", lambda *args: None)
    assert enter(signing_up, code)["Location"] == LOGIN
    assert Member.objects.get() == nina


def test_without_a_passkey_the_password_can_be_reset(signing_up):
    enter(signing_up, find_code(latest_email_text()))
    Client().post("/accounts/password/reset/", {"email": "nina@example.org"})
    assert "/accounts/password/reset/key/" in latest_email_text()


def test_a_member_gets_the_email_about_their_existing_account(client, anna):
    sign_up(client, FORM, email=anna.email)
    assert client.get(CODE).status_code == 200
    latest_email_text(anna.email)
    assert [mail.subject for mail in mails(anna.email)] == ["You already have an account"]


def test_a_failed_confirmation_creates_no_member(signing_up, monkeypatch):
    code = find_code(latest_email_text())
    monkeypatch.setattr("network.members.accounts.verified_signup.verify_email", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enter(signing_up, code)
    assert not Member.objects.exists()
