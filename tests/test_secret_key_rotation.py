"""A new SECRET_KEY: links and sessions signed with a fallback key still work, and stored hashes do not change."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core import signing
from django.test import Client
from fido2.utils import websafe_encode

from bin.fake_passkey import registration_response
from invitations import policy, tokens
from invitations.models.non_member import address_digest
from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.public_ids import member_of_reset_uid, passkey_handle, passkey_of, reset_uid
from notifications import tokens as mail_tokens
from notifications.emails import message_id
from notifications.models import CapturedEmail
from tests.conftest import invite

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def rotate(settings, monkeypatch):
    """A function that sets a new SECRET_KEY as in a new process; the old one becomes a fallback or is dropped."""

    def set_new_key(fallback=True):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if fallback else []
        settings.SECRET_KEY = "an0ther-key-" * 6
        signer = signing.Signer(salt=mail_tokens._never_again.salt)  # it keeps the keys of when it was made
        monkeypatch.setattr(mail_tokens, "_never_again", signer)

    return set_new_key


def stored_hashes():
    """Return values that are derived from HASH_KEY."""
    thresholds = [policy.restriction_threshold(member, 0) for member in range(50)]
    captured = CapturedEmail.derive_public_id("<a@b>", "bruno@example.org", 0)
    return address_digest("Bruno@example.org"), thresholds, message_id("invitation:1"), captured


def test_stored_hashes_do_not_depend_on_the_secret_key(rotate):
    before = stored_hashes()
    rotate(fallback=False)
    assert stored_hashes() == before


@pytest.mark.parametrize("fallback", [True, False])
def test_email_links_are_valid_as_long_as_their_key(anna, bruno, rotate, fallback):
    invitation = invite(anna, bruno)
    accept, unsubscribe = (
        tokens.accept_token(invitation, bruno),
        mail_tokens.unsubscribe_token(bruno.pk, "replies"),
    )
    opt_out = mail_tokens.opt_out_token("new@example.net")
    report = tokens.report_token(invitation, None, "en")
    rotate(fallback)
    assert bool(tokens.read_report_token(report)) == fallback
    assert (tokens.read_accept_token(accept) == (invitation, bruno)) == fallback
    assert (mail_tokens.read_unsubscribe_token(unsubscribe) == (bruno.pk, "replies")) == fallback
    assert (mail_tokens.read_opt_out_token(opt_out) == ("new@example.net", "")) == fallback


@pytest.mark.parametrize("fallback", [True, False])
def test_account_links_are_valid_as_long_as_their_key(anna, rotate, fallback):
    confirm = Confirmation(EmailAddress(user=anna, email="anna.work@example.net")).key
    uid, reset = reset_uid(anna), default_token_generator.make_token(anna)
    rotate(fallback)
    assert (Confirmation.from_key(confirm) is not None) == fallback
    assert (member_of_reset_uid(uid) == anna) == fallback
    assert default_token_generator.check_token(anna, reset) == fallback


def test_a_passkey_names_its_member_with_any_secret_key(anna, rotate):
    passkey = WebAuthn.add(anna, "Laptop", registration_response("http://localhost")).instance
    handle = websafe_encode(passkey_handle(anna))
    rotate(fallback=False)
    assert passkey_of(handle, websafe_encode(b"fake passkey")) == passkey


@pytest.mark.parametrize(("fallback", "status"), [(True, 200), (False, 302)])
def test_sessions_are_valid_as_long_as_their_key(anna, rotate, fallback, status):
    browser = Client()
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    rotate(fallback)
    assert browser.get("/invitations/").status_code == status


# Files whose hashes may change with SECRET_KEY, because no stored data depends on them.
MAY_CHANGE = {
    "network/common/cache.py",  # rate limits of a few minutes
    "network/common/sealing.py",  # links and cursors; every fallback key is tried, and HASH_KEY where it must last
    "network/members/accounts/sessions.py",  # public identifiers of sessions
    "network/members/accounts/mfa.py",  # tries every fallback key
}


def keyed_hashes():
    """Yield the file and the AST node of each call of `salted_hmac`."""
    for path in (
        path for app in ("network", "invitations", "notifications") for path in ROOT.glob(f"{app}/**/*.py")
    ):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("salted_hmac"):
                yield str(path.relative_to(ROOT)), call


def test_what_is_stored_is_hashed_in_one_place_with_hash_key():
    calls = dict(keyed_hashes())
    assert set(calls) == {"network/common/hashing.py", *MAY_CHANGE}
    assert "settings.HASH_KEY" in ast.unparse(calls["network/common/hashing.py"])


def test_every_keyed_hash_uses_sha256():
    """Django's default is SHA-1."""
    sha_1 = [path for path, call in keyed_hashes() if "algorithm='sha256'" not in ast.unparse(call)]
    assert sha_1 == []
