"""Signing in with a passkey alone."""

from __future__ import annotations

import time

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.sessions.models import Session
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
    response = sign_in_with(client, passkey.get("AAAA" if changed == "challenge" else challenge))
    assert response["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_asking_for_a_challenge_writes_nothing(client, db):
    with CaptureQueriesContext(connection) as captured:
        get_challenge(client)
    assert [query for query in captured.captured_queries if not query["sql"].startswith("SELECT")] == []
    cookie = client.cookies["passkey"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 300)


def test_over_https_the_cookie_is_secure(client, db, settings):
    settings.SESSION_COOKIE_SECURE = True
    get_challenge(client)
    assert client.cookies["__Host-passkey"]["secure"]


@pytest.mark.parametrize("value", ["", "AAAA", "AAAA:1:x", "\xe9", "A" * 5000])
def test_an_invented_challenge_does_not_sign_in(client, passkey, value):
    client.cookies["passkey"] = value
    sign_in_with(client, passkey.get("AAAA"))
    assert not is_signed_in(client)


@pytest.mark.parametrize(("seconds", "signs_in"), [(290, True), (310, False)])
def test_a_challenge_is_valid_for_five_minutes(client, passkey, monkeypatch, seconds, signs_in):
    credential, now = passkey.get(get_challenge(client)), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + seconds)
    sign_in_with(client, credential)
    assert ("_auth_user_id" in client.session) == signs_in


def test_a_challenge_is_answered_once(client, passkey):
    credential = passkey.get(get_challenge(client))
    thief = Client()
    thief.cookies = client.cookies.copy()
    sign_in_with(client, credential)
    assert sign_in_with(thief, credential)["Location"] == "/accounts/login/"


def test_a_failed_sign_in_leaves_no_session(client, passkey):
    sign_in_with(client, FakePasskey(passkey.handle).get(get_challenge(client)))
    assert not Session.objects.exists()
