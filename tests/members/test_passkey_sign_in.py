"""Signing in with a passkey alone."""

from __future__ import annotations

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.members.accounts.public_ids import passkey_handle
from network.members.models import Member
from tests.members.account import is_signed_in
from tests.members.passkeys import FakePasskey, get_challenge, sign_in_with
from tests.members.test_enumeration import shape


def add_passkey(member, handle: bytes) -> FakePasskey:
    passkey = FakePasskey(handle)
    WebAuthn.add(member, "Laptop", passkey.create())
    return passkey


def old_handle(pk: int) -> bytes:
    """The user handle of allauth, which passkeys of earlier versions have stored."""
    return user_pk_to_url_str(Member(pk=pk)).encode()


@pytest.fixture
def passkey(nina):
    return add_passkey(nina, passkey_handle(nina))


def test_it_signs_in_without_a_password(client, passkey):
    assert sign_in_with(client, passkey.get(get_challenge(client)))["Location"] == "/"
    assert is_signed_in(client)


def test_a_passkey_of_an_earlier_version_signs_in(client, nina):
    passkey = add_passkey(nina, old_handle(nina.pk))
    assert sign_in_with(client, passkey.get(get_challenge(client)))["Location"] == "/"
    assert is_signed_in(client)


def test_no_answer_tells_which_members_exist(nina, passkey):
    strangers = [FakePasskey(old_handle(pk), b"another") for pk in (nina.pk, nina.pk + 1, 10**18)]
    strangers += [FakePasskey(passkey_handle(Member(pk=pk)), b"another") for pk in (nina.pk, nina.pk + 1)]
    first, *others = [answer_to(passkey) for passkey in strangers]
    assert first[0] == (302, "/accounts/login/")
    assert others == [first] * 4


def answer_to(passkey):
    browser = Client()
    credential = passkey.get(get_challenge(browser))
    with CaptureQueriesContext(connection) as captured:
        response = sign_in_with(browser, credential)
    return (response.status_code, response["Location"]), [shape(query["sql"]) for query in captured]


@pytest.mark.parametrize("changed", ["key", "challenge", "handle"])
def test_a_wrong_part_does_not_sign_in(client, passkey, changed):
    challenge = get_challenge(client)
    setattr(passkey, changed, getattr(FakePasskey(b"nobody"), changed, None))
    assert (
        sign_in_with(client, passkey.get("AAAA" if changed == "challenge" else challenge))["Location"]
        == "/accounts/login/"
    )
    assert not is_signed_in(client)
