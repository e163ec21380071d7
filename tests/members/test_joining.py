"""Sign-up with a passkey: the code in the browser that asked for it, then the passkey; no account before that."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client

from invitations.models import Invitation, Reception
from network.members.accounts.passkey_signup import SESSION_KEY
from network.members.models import AccountRequest, Member
from tests.conftest import mails, work
from tests.members.account import code_in, is_in, newest_mail, sign_up, subjects

FORM, CODE, AGAIN = "/accounts/signup/passkey/", "/joining/code/", "/joining/code/again/"
CANCEL = "/joining/code/cancel/"
PASSKEY, LOGIN = "/accounts/2fa/webauthn/signup/", "/accounts/login/"


@pytest.fixture
def joining(client, db):
    """Nina's browser, which waits for the code."""
    assert sign_up(client, FORM, password1="")["Location"] == CODE
    return client


def enter(browser, code: str):
    return browser.post(CODE, {"code": code})


def test_the_mail_has_the_code_alone(joining):
    assert "/accounts/confirm-email/" not in newest_mail()
    assert subjects() == ["Confirm your e-mail address"]


def test_the_code_leads_to_the_passkey_and_signs_nobody_in(joining):
    assert enter(joining, code_in(newest_mail()))["Location"] == PASSKEY
    assert joining.get(PASSKEY).status_code == 200
    assert not is_in(joining)


def test_it_makes_a_member_without_a_password(db):
    browser = Client(headers={"accept-language": "it"})
    sign_up(browser, FORM)
    work()
    assert not Member.objects.exists()
    enter(browser, code_in(newest_mail()))
    nina = Member.objects.joined().get()
    assert (nina.name, nina.language, nina.has_usable_password()) == ("Nina Nuova", "it", False)
    assert nina.has_address("nina@example.org")


@pytest.mark.parametrize(("asked", "kept"), [("/connections/", "/connections/"), ("//evil.example/", None)])
def test_it_goes_on_to_where_somebody_wanted_to_be(client, db, asked, kept):
    sign_up(client, FORM, next=asked)
    enter(client, code_in(newest_mail()))
    assert client.session["account_login"]["redirect_url"] == kept


def test_what_waits_for_the_address_is_claimed(joining, anna):
    code = code_in(newest_mail())
    invitation = Invitation.objects.send_to_address(anna, "nina@example.org")
    enter(joining, code)
    work()
    assert Reception.objects.get(invitation=invitation).member.name == "Nina Nuova"


def test_a_code_is_good_in_its_own_browser_alone(joining):
    assert enter(Client(), code_in(newest_mail()))["Location"] == FORM
    assert not Member.objects.exists()


def test_a_wrong_code_is_said_and_the_third_ends_it(joining):
    code = code_in(newest_mail())
    assert [enter(joining, "BBBB-BBBB").status_code for _each in range(2)] == [200, 200]
    assert enter(joining, "")["Location"] == LOGIN
    assert enter(joining, code)["Location"] == FORM
    assert not Member.objects.exists()


def test_a_code_is_good_for_minutes(joining, monkeypatch):
    later = time.time() + timedelta(minutes=16).total_seconds()
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    assert enter(joining, code_in(newest_mail()))["Location"] == FORM


def test_another_code_can_be_asked_for(joining):
    first = code_in(newest_mail())
    assert joining.post(AGAIN)["Location"] == CODE
    assert enter(joining, first).status_code == 200
    assert enter(joining, code_in(newest_mail()))["Location"] == PASSKEY


def test_two_more_codes_and_no_third(joining):
    for _each in range(4):
        assert joining.post(AGAIN).status_code == 302
    assert AccountRequest.objects.count() == 3
    assert AGAIN not in joining.get(CODE).content.decode()


def test_another_code_counts_as_joining_once_more(joining):
    answers = [sign_up(Client(), FORM).status_code for _each in range(3)]
    answers += [joining.post(AGAIN).status_code for _each in range(2)]
    assert answers == [302] * 4 + [429]
    assert AccountRequest.objects.count() == 5


def test_nobody_asks_for_another_code_of_nothing(client, db):
    assert client.post(AGAIN)["Location"] == CODE
    assert not AccountRequest.objects.exists()


def test_cancelling_forgets_the_code(joining):
    code = code_in(newest_mail())
    assert CANCEL in joining.get(CODE).content.decode()
    assert joining.post(CANCEL)["Location"] == LOGIN
    assert SESSION_KEY not in joining.session
    assert enter(joining, code)["Location"] == FORM
    assert not Member.objects.exists()


def test_there_may_be_nothing_to_cancel(client, db):
    assert client.post(CANCEL)["Location"] == LOGIN


def test_an_account_that_never_verified_the_address_gives_way(joining):
    code = code_in(newest_mail())
    sign_up(Client())
    newest_mail()
    assert enter(joining, code)["Location"] == PASSKEY
    assert not Member.objects.get().has_usable_password()


def test_an_account_that_was_made_since_stays(joining):
    code = code_in(newest_mail())
    nina = Member.objects.create_user("nina@example.org", None, "Nina Prima")
    assert enter(joining, code)["Location"] == LOGIN
    assert "You have an account already" in joining.get(LOGIN).content.decode()
    assert Member.objects.get() == nina


def test_a_passkey_that_was_never_made_leaves_the_way_by_mail(joining):
    enter(joining, code_in(newest_mail()))
    Client().post("/accounts/password/reset/", {"email": "nina@example.org"})
    assert "/accounts/password/reset/key/" in newest_mail()


def test_whoever_has_an_account_is_told_so(client, anna):
    sign_up(client, FORM, email=anna.email)
    assert client.get(CODE).status_code == 200
    newest_mail(anna.email)
    assert [mail.subject for mail in mails(anna.email)] == ["You have an account already"]
