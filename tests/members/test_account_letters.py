"""What a visitor types does not reach an address that nobody has verified: a letter of ours carries no advertisement."""

from __future__ import annotations

import pytest
from django.test import Client

from network.members.models import AccountRequest, Member
from notifications.models import CapturedEmail
from tests.conftest import work
from tests.members.account import PASSWORD, sign_in, sign_up

NINA, TYPED = "nina@example.org", "WIN 500 EUR winprize"


def letters(address: str = NINA) -> str:
    """Subjects, texts and pages of all letters to the address."""
    work()
    mails = CapturedEmail.objects.filter(to=address)
    assert mails
    return " ".join(f"{mail.subject} {mail.text} {mail.html} {mail.raw}" for mail in mails)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
def test_a_sign_up_writes_no_typed_name(db, path):
    sign_up(Client(), path, name=TYPED)
    assert "WIN" not in letters()


def test_a_sign_in_before_the_confirmation_writes_no_typed_name(db, client):
    sign_up(client, name=TYPED)
    work()
    sign_in(client)
    assert "WIN" not in letters()
    assert CapturedEmail.objects.count() == 1


def test_a_name_that_slipped_in_is_not_written(db):
    AccountRequest.objects.request_signup(f"{TYPED} https://prize.example", NINA, PASSWORD)
    assert "prize" not in letters()


def test_an_added_address_is_told_no_name(nina_browser, nina):
    Member.objects.filter(pk=nina.pk).update(name=TYPED)
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    nina_browser.post("/accounts/email/", {"action_add": "", "email": "victim@example.net"})
    assert "WIN" not in letters("victim@example.net")
