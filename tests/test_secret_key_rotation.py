"""Another SECRET_KEY: what was signed under the earlier one goes on working, and what is remembered stays the same."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import signing
from django.test import Client

from invitations import policy, tokens
from invitations.models.non_member import address_digest
from notifications import tokens as mail_tokens
from notifications.emails import message_id
from notifications.models import CapturedEmail
from tests.conftest import invite, reception_of

ROOT = Path(__file__).resolve().parents[1]


SIGNERS = [(tokens, "_signer"), (mail_tokens, "_signer"), (mail_tokens, "_never_again")]


@pytest.fixture
def rotate(settings, monkeypatch):
    """A new key, as a fresh process finds it: the earlier one among the fallbacks, or forgotten."""

    def rotated(fallback=True):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if fallback else []
        settings.SECRET_KEY = "an0ther-key-" * 6
        for module, name in SIGNERS:
            monkeypatch.setattr(module, name, signing.Signer(salt=getattr(module, name).salt))

    return rotated


def remembered():
    thresholds = [policy.restriction_threshold(member, 0) for member in range(50)]
    captured = CapturedEmail.derive_public_id("<a@b>", "bruno@example.org", 0)
    return address_digest("Bruno@example.org"), thresholds, message_id("invitation:1"), captured


def test_what_is_remembered_under_a_hash_stays(rotate):
    before = remembered()
    rotate(fallback=False)
    assert remembered() == before


@pytest.mark.parametrize("fallback", [True, False])
def test_links_of_ours_live_as_long_as_their_key(anna, bruno, rotate, fallback):
    invitation = invite(anna, bruno)
    accept, stop = tokens.accept_token(invitation, bruno), mail_tokens.unsubscribe_token(bruno.pk, "replies")
    never = mail_tokens.never_again_token("new@example.net")
    rotate(fallback)
    assert (tokens.reception_of(accept) == reception_of(invitation)) == fallback
    assert (mail_tokens.read_unsubscribe_token(stop) == (bruno.pk, "replies")) == fallback
    assert (mail_tokens.read_never_again_token(never) == "new@example.net") == fallback


@pytest.mark.parametrize("fallback", [True, False])
def test_account_links_live_as_long_as_their_key(anna, rotate, fallback):
    confirm = EmailConfirmationHMAC(EmailAddress.objects.get(user=anna)).key
    EmailAddress.objects.filter(user=anna).update(verified=False)
    reset = default_token_generator.make_token(anna)
    rotate(fallback)
    assert (EmailConfirmationHMAC.from_key(confirm) is not None) == fallback
    assert default_token_generator.check_token(anna, reset) == fallback


@pytest.mark.parametrize(("fallback", "status"), [(True, 200), (False, 302)])
def test_sessions_live_as_long_as_their_key(anna, rotate, fallback, status):
    browser = Client()
    browser.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    rotate(fallback)
    assert browser.get("/invitations/").status_code == status


# Where a hash may change with SECRET_KEY, because nothing that is kept hangs on it.
MAY_CHANGE = {
    "network/common/cache.py",  # counts of a few minutes
    "network/common/pagination.py",  # where a page of a list begins
    "network/members/accounts/sessions.py",  # what a session is called on its page
    "network/members/accounts/mfa.py",  # tries every key, the earlier ones too
}


def keyed_hashes():
    """Each call of `salted_hmac` with its place in the sources."""
    for path in (
        path for app in ("network", "invitations", "notifications") for path in ROOT.glob(f"{app}/**/*.py")
    ):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("salted_hmac"):
                yield str(path.relative_to(ROOT)), call


def test_every_keyed_hash_that_is_kept_names_the_key_that_never_changes():
    careless = [
        f"{path}:{call.lineno}"
        for path, call in keyed_hashes()
        if path not in MAY_CHANGE and "settings.HASH_KEY" not in ast.unparse(call)
    ]
    assert careless == []


def test_every_keyed_hash_is_made_with_sha256():
    """Django's default is SHA-1."""
    calls = list(keyed_hashes())
    assert len(calls) >= 9
    assert [
        f"{path}:{call.lineno}" for path, call in calls if "algorithm='sha256'" not in ast.unparse(call)
    ] == []
