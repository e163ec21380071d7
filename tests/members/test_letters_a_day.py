"""Account letters to whatever addresses: so many a day at the request of one network, and of one member."""

from __future__ import annotations

import pytest
from django.test import Client

from invitations.join_links import join_token
from invitations.models import Invitation
from network.members.models import AccountRequest
from tests.conftest import work
from tests.members.account import reauthenticate, sign_up

NETWORK, NEIGHBOUR, ELSEWHERE = "203.0.113.7", "203.0.113.250", "198.51.100.7"
RESET, EMAIL, PASSKEY = "/accounts/password/reset/", "/accounts/email/", "/accounts/signup/passkey/"


@pytest.fixture(autouse=True)
def three_a_day(settings):
    limits = {"network_letters": "3/d/key", "member_letters": "3/d/user"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | limits


def reset(address: str, network: str = NETWORK) -> int:
    return Client().post(RESET, {"email": address}, REMOTE_ADDR=network).status_code


def add(browser: Client, number: int) -> int:
    return browser.post(EMAIL, {"action_add": "", "email": f"n{number}@example.net"}).status_code


def test_a_network_asks_for_three_letters_of_all_kinds_together(db):
    browser = Client(REMOTE_ADDR=NETWORK)
    first = [sign_up(browser), sign_up(browser, PASSKEY, email="n2@example.net")]
    assert [answer.status_code for answer in first] == [302, 302]
    assert browser.post("/joining/code/again/").status_code == 302
    assert reset("n4@example.net", NEIGHBOUR) == sign_up(browser, PASSKEY).status_code == 429
    assert browser.post("/joining/code/again/").status_code == 429
    assert AccountRequest.objects.count() == 3


def test_another_network_has_a_limit_of_its_own(db):
    assert [reset(f"n{number}@example.net") for number in range(4)] == [302, 302, 302, 429]
    assert reset("n5@example.net", ELSEWHERE) == 302


def test_letters_to_members_and_to_strangers_count_alike(anna, bruno):
    addresses = [anna.email, "n1@example.net", bruno.email, anna.email, "n2@example.net"]
    assert [reset(address) for address in addresses] == [302, 302, 302, 429, 429]


def test_a_new_link_to_join_counts(anna):
    invitation = Invitation.objects.send_to_address(anna, "n1@example.net")
    work()
    again = f"/join/{join_token(invitation, 'en', 'nonce')}/again/"
    answers = [Client(REMOTE_ADDR=NETWORK).post(again).status_code for _ in range(4)]
    assert (answers, reset("n2@example.net")) == ([302, 302, 302, 429], 429)


def test_a_form_with_errors_does_not_count(db):
    assert [reset("no address") for _ in range(5)] == [200] * 5


def test_a_member_adds_three_addresses_a_day(nina_browser):
    reauthenticate(nina_browser)
    assert [add(nina_browser, number) for number in range(4)] == [302, 302, 302, 429]
    assert AccountRequest.objects.count() == 3


def test_a_member_does_not_use_up_the_letters_of_the_network(nina_browser):
    reauthenticate(nina_browser)
    assert [add(nina_browser, number) for number in range(4)][-1] == 429
    assert reset("n5@example.net", "127.0.0.1") == 302
