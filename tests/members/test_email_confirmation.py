"""The owner of the mailbox joins with their own password, never with one that another visitor chose."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client

from invitations.models import Invitation, Reception
from network.members.models import Member
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
    assert 'href="/accounts/signup/"' in page.content.decode().split("or you forgot it?")[1]


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


def test_signing_up_again_replaces_the_unverified_account(mallory, client, clock):
    first = find_link(latest_email_text())
    clock.move(minutes=15)
    sign_up(client)
    assert confirm(client)["Location"] == "/accounts/login/"
    assert client.post(first, {"password": MALLORYS_PASSWORD}).status_code == 404
    assert sign_in(client)["Location"] == "/"
    mallory.post("/accounts/login/", {"login": "nina@example.org", "password": MALLORYS_PASSWORD})
    assert not is_signed_in(mallory)


@pytest.fixture
def frozen_time(monkeypatch):
    """Freeze the clock of the rate limits, so that a slow machine does not outlast them."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: 2_000_000_000.0)


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


def test_a_replaced_account_cannot_confirm_its_address(mallory, rf, clock):
    address = Member.objects.get().emailaddress_set.get()
    clock.move(minutes=15)
    sign_up(Client())
    work()
    assert not get_adapter().confirm_email(rf.post("/"), address)
    assert not Member.objects.joined().exists()
