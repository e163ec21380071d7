"""Limits: what counts, of whom, what is answered, and what does not help against them."""

from __future__ import annotations

import re

import pytest
from allauth.account.app_settings import AppSettings
from django.conf import settings as product
from django.test import Client

from network.members.models import Member

PASSWORD = "two desks apart"
NINA = "nina@example.org"
NOT_USED = {"change_phone", "verify_phone", "request_login_code"}
OURS = {"join", "confirm_signup", "invite_by_email", "ask_for_more"}


@pytest.fixture(autouse=True)
def one_instant(monkeypatch):
    """However slow the machine is, no span passes."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: 2_000_000_000.0)


@pytest.fixture
def inside(db):
    """The browser of Nina, who has just typed her password."""
    Member.objects.create_user(NINA, PASSWORD, "Nina Nuova")
    browser = Client()
    browser.post("/accounts/login/", {"login": NINA, "password": PASSWORD})
    return browser


def fail(browser, address=NINA, **headers):
    return browser.post("/accounts/login/", {"login": address, "password": "not this one"}, **headers)


def fail_behind(browser, number, forwarded):
    """Another address each time."""
    return fail(browser, f"n{number}@example.org", headers={"x-forwarded-for": forwarded})


def passed(ask, most=60) -> int:
    """How many are let through before the first 429."""
    return next(number for number in range(most) if ask(number).status_code == 429)


@pytest.mark.django_db
def test_wrong_passwords_for_one_address_are_limited_and_the_page_says_when_to_come_back(client):
    assert passed(lambda _: fail(client)) == 5
    answer = fail(client)
    assert answer["Retry-After"] == "300"
    assert "Wait a few minutes" in answer.content.decode()


@pytest.mark.django_db
def test_wrong_passwords_from_one_place_are_limited(client):
    assert passed(lambda number: fail(client, f"nina{number}@example.org")) == 10


def test_right_passwords_do_not_count(inside):
    for _ in range(7):
        inside.post("/accounts/logout/")
        assert inside.post("/accounts/login/", {"login": NINA, "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_another_spelling_of_host_or_address_does_not_help(client):
    spellings = [NINA, "Nina@Example.org", " nina@example.org", "NINA@EXAMPLE.ORG"]
    assert passed(lambda n: fail(client, spellings[n % 4], headers={"host": f"localhost:{8000 + n}"})) == 5


@pytest.mark.parametrize(
    ("path", "typed", "most"),
    [
        ("/accounts/password/reset/", {"email": NINA}, 10),
        ("/invitations/more/", {"text": "Please"}, 5),
        ("/invitations/by-email/", {"email": "otto@example.org"}, 30),
        ("/accounts/email/", {"action_add": "", "email": "nope"}, 10),
        ("/accounts/password/change/", {}, 5),
        ("/accounts/reauthenticate/", {"password": "not this one"}, 5),
    ],
)
def test_what_a_member_may_send(inside, path, typed, most):
    assert passed(lambda _: inside.post(path, typed)) == most
    assert inside.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "most"), [("signup", 20), ("signup/passkey", 20), ("login", 30)])
def test_a_form_sent_with_nothing_in_it_counts_too(client, path, most):
    assert passed(lambda _: client.post(f"/accounts/{path}/", {})) == most


@pytest.mark.django_db
def test_looking_counts_for_nothing(client):
    assert {client.get("/accounts/login/").status_code for _ in range(40)} == {200}


@pytest.mark.django_db
def test_without_a_proxy_nobody_is_believed_where_they_come_from(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert passed(lambda n: fail_behind(client, n, f"203.0.113.{n}")) == 10


@pytest.mark.django_db
def test_behind_a_proxy_only_what_the_proxy_adds_is_believed(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert passed(lambda n: fail_behind(client, n, f"10.0.0.{n}, 203.0.113.7")) == 10
    assert fail_behind(client, 50, "10.0.0.50, 203.0.113.8").status_code == 200


@pytest.mark.django_db
def test_a_neighbour_in_the_same_network_of_ipv6_is_the_same_place(client):
    assert passed(lambda n: fail(client, f"n{n}@example.org", REMOTE_ADDR=f"2001:db8::{n + 1:x}")) == 10


def test_every_limit_is_written_out():
    defaults = AppSettings("ACCOUNT_")
    defaults._setting = lambda name, value: value
    assert set(product.ACCOUNT_RATE_LIMITS) == set(defaults.RATE_LIMITS) - NOT_USED | OURS


def test_every_limit_has_its_sentence():
    source = (product.BASE_DIR / "network/settings.py").read_text()
    lines = source.split("ACCOUNT_RATE_LIMITS = {")[1].split("}")[0].strip().splitlines()
    assert all(re.search(r"  # \w+", line) for line in lines)
