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
    confirm,
    find_code,
    find_link,
    is_signed_in,
    latest_email_text,
    reauthenticate,
    sign_in,
    sign_up,
    subjects,
)  # fmt: skip

CODE, ADDRESSES, WORK = "/accounts/confirm-email/", "/accounts/email/", "nina@work.example"


def add(browser, address: str = WORK) -> None:
    reauthenticate(browser)
    browser.post(ADDRESSES, {"action_add": "", "email": address})


def test_the_link_works_in_any_browser_and_does_not_sign_in(client, db):
    sign_up(client)
    other = Client()
    assert confirm(other)["Location"] == "/accounts/login/"
    assert Member.objects.joined().exists()
    assert not is_signed_in(other)
    assert sign_in(other)["Location"] == "/"


def test_an_unconfirmed_member_cannot_sign_in(client, db):
    sign_up(client)
    assert sign_in(client).status_code == 200
    assert not is_signed_in(client)


@pytest.fixture
def adding(nina_browser):
    """The browser of Nina, who is asked for the code of an address that she adds."""
    add(nina_browser)
    assert nina_browser.get(CODE).status_code == 200
    return nina_browser


def test_the_third_wrong_code_ends_the_verification(adding, nina):
    statuses = [adding.post(CODE, {"code": "BBBB-BBBB"}).status_code for _each in range(3)]
    assert statuses == [200, 200, 302]
    assert not nina.has_address(WORK)


def test_the_code_can_be_sent_again_and_stays_the_same(adding, nina, clock):
    first = find_code(latest_email_text(WORK))
    clock.move(minutes=15)
    adding.post(CODE, {"action": "resend"})
    assert find_code(latest_email_text(WORK)) == first
    assert len(mails(WORK)) == 2
    adding.post(CODE, {"code": first})
    assert nina.has_address(WORK)


def test_a_confirmation_link_works_once(client, db):
    sign_up(client)
    link = find_link(latest_email_text())
    confirm(client)
    assert client.post(link, {"password": PASSWORD}).status_code == 404
    assert "expired or was already used" in client.get(link).content.decode()


def test_confirming_the_link_of_another_member_signs_out_but_opening_it_does_not(nina_browser, bruno):
    link = f"{CODE}{Confirmation(EmailAddress(user=bruno, email=WORK)).key}/"
    assert nina_browser.get(link).status_code == 200
    assert is_signed_in(nina_browser)
    nina_browser.post(link)
    assert not is_signed_in(nina_browser)


def test_a_forged_link_is_not_found(client, db):
    link = "/accounts/confirm-email/WzEsIm5pbmEiXQ:1abc:forged/"
    assert client.post(link).status_code == 404
    page = client.get(link)
    assert (page.status_code, "expired or was already used" in page.content.decode()) == (404, True)


def test_an_address_is_added_when_the_code_is_entered(nina_browser, nina):
    add(nina_browser)
    assert not nina.has_address(WORK)
    assert nina_browser.post(CODE, {"code": find_code(latest_email_text(WORK))})["Location"] == ADDRESSES
    assert nina.has_address(WORK)
    assert nina.emailaddress_set.get(primary=True).email == "nina@example.org"


def test_an_address_is_added_by_the_link_in_any_browser(nina_browser, nina):
    add(nina_browser)
    Client().post(find_link(latest_email_text(WORK)))
    assert nina.has_address(WORK)


def test_the_address_of_another_member_cannot_be_added(nina_browser, nina, bruno):
    add(nina_browser, bruno.email)
    nina_browser.post(CODE, {"code": find_code(latest_email_text(bruno.email))})
    assert bruno.has_address(bruno.email)
    assert not nina.has_address(bruno.email)


def test_invitations_are_mailed_to_the_new_primary_address(nina_browser, nina, anna):
    nina.emailaddress_set.create(email=WORK, verified=True)
    reauthenticate(nina_browser)
    nina_browser.post(ADDRESSES, {"action_primary": "", "email": WORK})
    invite(anna, Member.objects.get(pk=nina.pk))
    assert len(mails(WORK, "Anna Ricci would like to connect")) == 1
    assert subjects() == ["Your primary address has changed"]


def test_the_primary_address_cannot_be_removed(nina_browser, nina):
    reauthenticate(nina_browser)
    nina_browser.post(ADDRESSES, {"action_remove": "", "email": nina.email})
    assert nina.has_address(nina.email)


def test_removing_an_address_notifies_the_primary_address(nina_browser, nina):
    nina.emailaddress_set.create(email=WORK, verified=True)
    reauthenticate(nina_browser)
    nina_browser.post(ADDRESSES, {"action_remove": "", "email": WORK})
    assert not nina.has_address(WORK)
    assert subjects() == ["E-mail address removed"]


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_changing_addresses_requires_reauthentication(nina_browser, nina, action):
    nina.emailaddress_set.create(email=WORK, verified=True)
    response = nina_browser.post(
        ADDRESSES, {action: "", "email": WORK if action != "action_add" else "new@x.example"}
    )
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert nina.emailaddress_set.count() == 2
    assert nina.emailaddress_set.get(primary=True).email == nina.email


def test_the_only_address_is_text_and_two_are_a_choice(nina_browser, nina):
    assert 'type="radio"' not in nina_browser.get(ADDRESSES).content.decode()
    nina.emailaddress_set.create(email=WORK, verified=True)
    assert nina_browser.get(ADDRESSES).content.decode().count('type="radio"') == 2
