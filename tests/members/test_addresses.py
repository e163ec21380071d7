"""Addresses: confirmed by code or link, added, made primary, removed."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from network.members.accounts.email_confirmation import Confirmation
from network.members.models import Member
from tests.conftest import invite, mails
from tests.members.account import (
    PASSWORD,
    code_in,
    confirm,
    is_in,
    link_in,
    newest_mail,
    show_it_is_me,
    sign_in,
    sign_up,
    subjects,
)  # fmt: skip

CODE, ADDRESSES, WORK = "/accounts/confirm-email/", "/accounts/email/", "nina@work.example"


def add(browser, address: str = WORK) -> None:
    show_it_is_me(browser)
    browser.post(ADDRESSES, {"action_add": "", "email": address})


def test_the_link_works_on_any_device_and_signs_nobody_in(client, db):
    sign_up(client)
    other = Client()
    assert confirm(other)["Location"] == "/accounts/login/"
    assert Member.objects.joined().exists()
    assert not is_in(other)
    assert sign_in(other)["Location"] == "/"


@pytest.fixture
def waiting(client, db):
    """Nina's browser, in which she signed in before she opened the link."""
    sign_up(client)
    assert "code" not in newest_mail()
    assert sign_in(client)["Location"] == CODE
    return client


def test_signing_in_before_that_asks_for_a_code_which_signs_in(waiting):
    waiting.post(CODE, {"code": code_in(newest_mail())})
    assert is_in(waiting)


def test_a_wrong_code_is_said_and_the_third_ends_it(waiting):
    answers = [waiting.post(CODE, {"code": "BBBB-BBBB"}).status_code for _each in range(3)]
    assert answers == [200, 200, 302]
    assert not Member.objects.joined().exists()


def test_another_code_can_be_asked_for(waiting, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    first = code_in(newest_mail())
    waiting.post(CODE, {"action": "resend"})
    assert code_in(newest_mail()) != first
    waiting.post(CODE, {"code": code_in(newest_mail())})
    assert is_in(waiting)


def test_the_link_beside_the_code_ends_what_waits_for_it(waiting):
    confirm(waiting)
    assert not is_in(waiting)
    assert waiting.get("/accounts/login/").status_code == 200


def test_a_link_is_good_once(client, db):
    sign_up(client)
    link = link_in(newest_mail())
    confirm(client)
    assert client.post(link, {"password": PASSWORD}).status_code == 404
    assert "run out or was used" in client.get(link).content.decode()


def test_opening_a_link_of_somebody_else_signs_nobody_out_and_confirming_does(hers, bruno):
    link = f"{CODE}{Confirmation(EmailAddress(user=bruno, email=WORK)).key}/"
    assert hers.get(link).status_code == 200
    assert is_in(hers)
    hers.post(link)
    assert not is_in(hers)


def test_a_forged_link_is_no_link(client, db):
    assert client.post("/accounts/confirm-email/WzEsIm5pbmEiXQ:1abc:forged/").status_code == 404


def test_an_address_is_on_record_once_the_code_is_entered(hers, nina):
    add(hers)
    assert not nina.has_address(WORK)
    assert hers.post(CODE, {"code": code_in(newest_mail(WORK))})["Location"] == ADDRESSES
    assert nina.has_address(WORK)
    assert nina.emailaddress_set.get(primary=True).email == "nina@example.org"


def test_an_address_is_added_by_the_link_on_any_device(hers, nina):
    add(hers)
    Client().post(link_in(newest_mail(WORK)))
    assert nina.has_address(WORK)


def test_an_address_of_somebody_else_stays_theirs(hers, nina, bruno):
    add(hers, bruno.email)
    hers.post(CODE, {"code": code_in(newest_mail(bruno.email))})
    assert bruno.has_address(bruno.email)
    assert not nina.has_address(bruno.email)


def test_an_invitation_to_any_address_waits_and_is_mailed_to_the_primary_one(hers, nina, anna):
    nina.emailaddress_set.create(email=WORK, verified=True)
    show_it_is_me(hers)
    hers.post(ADDRESSES, {"action_primary": "", "email": WORK})
    invite(anna, Member.objects.get(pk=nina.pk))
    assert len(mails(WORK, "Anna Ricci would like to connect")) == 1
    assert subjects() == ["Your primary address is another"]


def test_the_primary_address_stays(hers, nina):
    show_it_is_me(hers)
    hers.post(ADDRESSES, {"action_remove": "", "email": nina.email})
    assert nina.has_address(nina.email)


def test_a_removed_address_is_gone_and_the_primary_one_hears(hers, nina):
    nina.emailaddress_set.create(email=WORK, verified=True)
    show_it_is_me(hers)
    hers.post(ADDRESSES, {"action_remove": "", "email": WORK})
    assert not nina.has_address(WORK)
    assert subjects() == ["An address was removed"]


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_addresses_change_only_for_whoever_shows_that_it_is_them(hers, nina, action):
    nina.emailaddress_set.create(email=WORK, verified=True)
    answer = hers.post(ADDRESSES, {action: "", "email": WORK if action != "action_add" else "new@x.example"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert nina.emailaddress_set.count() == 2
    assert nina.emailaddress_set.get(primary=True).email == nina.email
