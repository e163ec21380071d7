"""The owner of the mailbox joins with their own password, never with one that another visitor chose."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.test import Client

from invitations.models import Invitation, Reception
from network import clock as clock_module
from network.members.accounts.account_requests import KEPT_SIGNUPS
from network.members.models import AccountRequest, Member
from tests.conftest import work
from tests.members.account import (
    PASSWORD,
    confirm,
    find_link,
    is_signed_in,
    latest_email_text,
    sign_in,
    sign_up,
)

MALLORYS_PASSWORD = "mallory knows this one"


@pytest.fixture
def mallory(db):
    """The test client of a visitor who signed up with Nina's address."""
    browser = Client()
    sign_up(browser, password1=MALLORYS_PASSWORD)
    latest_email_text()
    return browser


def test_the_confirmation_page_requires_the_password(mallory, client):
    page = client.get(find_link(latest_email_text()))
    assert list(page.context["form"].fields) == ["password"]
    assert 'href="/accounts/signup/"' in page.content.decode().split("or forgot the password?")[1]


@pytest.mark.parametrize("password", [PASSWORD, ""])
def test_a_wrong_password_confirms_nothing(mallory, client, password):
    page = confirm(client, password)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"password"}
    assert not Member.objects.joined().exists()


def test_the_password_of_another_visitor_gives_no_access_to_invitations(mallory, client, anna):
    link = find_link(latest_email_text())
    Invitation.objects.send_to_address(anna, "nina@example.org")
    client.post(link)
    work()
    mallory.post("/accounts/login/", {"login": "nina@example.org", "password": MALLORYS_PASSWORD})
    assert not is_signed_in(mallory)
    assert not Reception.objects.exists()


@pytest.fixture
def links(mallory, client, clock):
    """The links of Mallory's sign-up and of a later one of Nina with the same address."""
    first = find_link(latest_email_text())
    clock.move(minutes=15)
    sign_up(client)
    return first, find_link(latest_email_text())


def test_of_two_sign_ups_the_one_that_is_confirmed_opens_the_account(links, mallory, client):
    assert client.post(links[1], {"password": PASSWORD})["Location"] == "/accounts/login/"
    assert client.post(links[0], {"password": MALLORYS_PASSWORD}).status_code == 404
    assert sign_in(client)["Location"] == "/"
    mallory.post("/accounts/login/", {"login": "nina@example.org", "password": MALLORYS_PASSWORD})
    assert not is_signed_in(mallory)


def test_a_later_sign_up_leaves_an_earlier_link_valid(links, client):
    assert client.post(links[0], {"password": PASSWORD}).status_code == 200
    assert client.post(links[0], {"password": MALLORYS_PASSWORD})["Location"] == "/accounts/login/"
    assert client.post(links[1], {"password": PASSWORD}).status_code == 404
    assert Member.objects.get().email == "nina@example.org"
    assert Member.objects.get().has_address("nina@example.org")


def test_an_earlier_link_is_valid_for_three_days(links, client, monkeypatch):
    made = clock_module.real_now()
    for days, status in ((2.9, 200), (3.1, 404)):
        monkeypatch.setattr(clock_module, "real_now", lambda days=days: made + timedelta(days=days))
        assert client.post(links[0], {"password": "not this one"}).status_code == status


def test_no_more_sign_ups_are_kept_than_letters_can_be_valid(db, clock):
    for _ in range(KEPT_SIGNUPS + 2):
        AccountRequest.objects.request_signup("Nina Nuova", "nina@example.org", PASSWORD)
        work()
        clock.move(days=1)
    assert Member.objects.count() == KEPT_SIGNUPS
    assert Member.objects.filter(email="nina@example.org").get() == Member.objects.latest("pk")


def test_an_earlier_link_to_an_added_address_stays_valid(nina_browser, nina, clock):
    found = []
    for _ in range(2):
        nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        nina_browser.post("/accounts/email/", {"action_add": "", "email": "nina@work.example"})
        found.append(find_link(latest_email_text("nina@work.example")))
        clock.move(minutes=15)
    assert Client().post(found[0])["Location"] == "/accounts/login/"
    assert nina.has_address("nina@work.example")


def test_an_earlier_link_to_a_new_password_stays_valid(nina, clock):
    found = []
    for _ in range(2):
        Client().post("/accounts/password/reset/", {"email": nina.email})
        found.append(re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", latest_email_text())[1])
        clock.move(minutes=15)
    new = "three desks apart"
    page = Client().get(found[0], follow=True)
    answer = page.client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    nina.refresh_from_db()
    assert (answer.status_code, nina.check_password(new)) == (302, True)


def test_password_attempts_are_limited(frozen_time, mallory, client):
    statuses = [confirm(client, "not this one").status_code for _ in range(5)]
    statuses.append(confirm(client, MALLORYS_PASSWORD).status_code)
    assert statuses == [200] * 5 + [429]
    assert not Member.objects.joined().exists()


def test_adding_an_address_requires_no_password_on_the_confirmation_page(nina_browser, nina):
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    nina_browser.post("/accounts/email/", {"action_add": "", "email": "nina@work.example"})
    link = find_link(latest_email_text("nina@work.example"))
    assert "password" not in Client().get(link).content.decode()
    Client().post(link)
    assert nina.has_address("nina@work.example")


def test_an_account_that_lost_its_address_to_another_sign_up_cannot_confirm_it(links, client, rf):
    address = EmailAddress.objects.order_by("pk")[0]
    client.post(links[1], {"password": PASSWORD})
    assert not get_adapter().confirm_email(rf.post("/"), address)
    assert Member.objects.joined().get().name == "Nina Nuova"
