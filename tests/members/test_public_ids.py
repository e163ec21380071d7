"""Links and passkeys name a member without the primary key."""

from __future__ import annotations

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core import signing
from fido2.utils import websafe_encode

from bin.fake_passkey import registration_response
from invitations.tokens import read_accept_token
from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.public_ids import passkey_handle, passkey_id, passkey_of, reset_uid
from notifications.tokens import read_unsubscribe_token
from tests import conftest

KEYS = "/accounts/2fa/webauthn/keys"
CREDENTIAL_ID = websafe_encode(b"fake passkey")


def test_accept_links_that_an_earlier_version_sent_still_work(anna, bruno):
    invitation = conftest.invite(anna, bruno)
    token = signing.Signer(salt="invitations.accept").sign_object([invitation.public_id, bruno.pk])
    assert read_accept_token(token) == (invitation, bruno)


def test_unsubscribe_links_that_an_earlier_version_sent_still_work(bruno):
    token = signing.Signer(salt="notifications.unsubscribe").sign_object([bruno.pk, "reminders"])
    assert read_unsubscribe_token(token) == (bruno.pk, "reminders")


@pytest.mark.parametrize(("days", "valid"), [(2, True), (4, False)])
def test_a_confirmation_link_works_for_three_days(anna, clock, days, valid):
    key = Confirmation(EmailAddress(user=anna, email="anna.work@example.net")).key
    clock.move(days=days)
    assert bool(Confirmation.from_key(key)) is valid


@pytest.mark.parametrize("uid", [user_pk_to_url_str, lambda member: "nothex", lambda member: "0" * 64])
def test_another_uid_in_a_reset_link_is_refused(client, anna, uid):
    key = default_token_generator.make_token(anna)
    page = client.get(f"/accounts/password/reset/key/{uid(anna)}-{key}/")
    assert page.context["token_fail"]
    assert client.get(f"/accounts/password/reset/key/{reset_uid(anna)}-{key}/").status_code == 302


@pytest.fixture
def passkey(bruno):
    return WebAuthn.add(bruno, "Laptop", registration_response("http://localhost")).instance


@pytest.fixture
def browser(client_for, bruno, passkey):
    client = client_for(bruno)
    conftest.record_password_entry(client, bruno)
    return client


def test_a_passkey_is_renamed_and_removed_by_its_public_id(browser, passkey):
    browser.post(f"{KEYS}/{passkey_id(passkey)}/edit/", {"name": "Telephone"})
    assert str(Authenticator.objects.get()) == "Telephone"
    browser.post(f"{KEYS}/{passkey_id(passkey)}/remove/")
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


@pytest.mark.parametrize("page", ["edit", "remove"])
def test_any_other_id_of_a_passkey_is_not_found(browser, client_for, anna, passkey, page):
    stranger = client_for(anna)
    conftest.record_password_entry(stranger, anna)
    assert browser.get(f"{KEYS}/{passkey.pk}/{page}/").status_code == 404
    assert stranger.post(f"{KEYS}/{passkey_id(passkey)}/{page}/", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def old_handle(member) -> str:
    """The user handle of allauth, which passkeys of earlier versions have stored."""
    return websafe_encode(user_pk_to_url_str(member).encode())


def test_a_passkey_is_found_by_the_old_and_the_new_handle_of_its_member(anna, bruno, passkey):
    new = websafe_encode(passkey_handle(bruno))
    assert [passkey_of(handle, CREDENTIAL_ID) for handle in (old_handle(bruno), new)] == [passkey, passkey]


@pytest.mark.parametrize(
    "handle", ["", "A", "no handle at all", "_w", websafe_encode(b"z" * 13), websafe_encode(b"z" * 14)]
)
def test_no_passkey_is_found_by_an_invented_handle(passkey, handle):
    assert passkey_of(handle, CREDENTIAL_ID) is None


def test_a_handle_finds_no_passkey_of_another_member_or_id(anna, bruno, passkey):
    handles = (old_handle(anna), websafe_encode(passkey_handle(anna)))
    assert [passkey_of(handle, CREDENTIAL_ID) for handle in handles] == [None, None]
    assert [
        passkey_of(handle, "AAAA") for handle in (old_handle(bruno), websafe_encode(passkey_handle(bruno)))
    ] == [None, None]


def test_the_handle_of_a_passkey_has_at_most_64_bytes(anna):
    anna.pk = 10**18
    assert len(passkey_handle(anna)) <= 64
