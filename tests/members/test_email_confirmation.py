"""Whoever has the mailbox joins with a password of their own, never with one that somebody else chose."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client

from invitations.models import Invitation, Reception
from network.members.models import Member
from tests.conftest import work
from tests.members.account import PASSWORD, confirm, is_in, link_in, newest_mail, sign_in, sign_up

THEIRS = "mallory knows this one"


@pytest.fixture
def mallory(db):
    """The browser of somebody who signed up with Nina's address."""
    browser = Client()
    sign_up(browser, password1=THEIRS)
    newest_mail()
    return browser


def test_the_page_asks_for_the_password_of_whoever_joins(mallory, client):
    page = client.get(link_in(newest_mail()))
    assert list(page.context["form"].fields) == ["password"]
    assert 'href="/accounts/signup/"' in page.content.decode().split("or you forgot it?")[1]


@pytest.mark.parametrize("typed", [PASSWORD, ""])
def test_a_wrong_password_lets_nobody_in(mallory, client, typed):
    page = confirm(client, typed)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"password"}
    assert not Member.objects.joined().exists()


def test_a_password_that_somebody_else_chose_opens_nothing_that_waits_for_the_address(mallory, client, anna):
    link = link_in(newest_mail())
    Invitation.objects.send_to_address(anna, "nina@example.org")
    client.post(link)
    work()
    mallory.post("/accounts/login/", {"login": "nina@example.org", "password": THEIRS})
    assert not is_in(mallory)
    assert not Reception.objects.exists()


def test_joining_again_the_first_account_gives_way(mallory, client):
    first = link_in(newest_mail())
    sign_up(client)
    assert confirm(client)["Location"] == "/accounts/login/"
    assert client.post(first, {"password": THEIRS}).status_code == 404
    assert sign_in(client)["Location"] == "/"
    mallory.post("/accounts/login/", {"login": "nina@example.org", "password": THEIRS})
    assert not is_in(mallory)


@pytest.fixture
def one_instant(monkeypatch):
    """However slow the machine is, no span passes."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: 2_000_000_000.0)


def test_tries_are_counted(one_instant, mallory, client):
    answers = [confirm(client, "not this one").status_code for _each in range(5)]
    answers.append(confirm(client, THEIRS).status_code)
    assert answers == [200] * 5 + [429]
    assert not Member.objects.joined().exists()


def test_whoever_is_in_is_asked_for_no_password_to_add_an_address(hers, nina):
    hers.post("/accounts/reauthenticate/", {"password": PASSWORD})
    hers.post("/accounts/email/", {"action_add": "", "email": "nina@work.example"})
    link = link_in(newest_mail("nina@work.example"))
    assert "password" not in Client().get(link).content.decode()
    Client().post(link)
    assert nina.has_address("nina@work.example")


def test_an_account_that_gave_way_meanwhile_confirms_nothing(mallory, rf):
    address = Member.objects.get().emailaddress_set.get()
    sign_up(Client())
    work()
    assert not get_adapter().confirm_email(rf.post("/"), address)
    assert not Member.objects.joined().exists()
