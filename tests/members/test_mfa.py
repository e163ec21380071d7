"""Two-factor authentication: authenticator app, recovery codes and passkeys."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.test import Client

from network.members.accounts.mfa import TwoStepAdapter
from network.web.metrics import counts
from tests.members.account import (
    PASSWORD,
    activate_totp,
    is_signed_in,
    latest_email_text,
    sign_in,
    subjects,
    totp_code,
)
from tests.privacy.writes import writes

AUTHENTICATE, CODES = "/accounts/2fa/authenticate/", "/accounts/2fa/recovery-codes/"
SENSITIVE = ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"]
pytestmark = pytest.mark.usefixtures("frozen_totp_step", "immediate_on_commit")


@pytest.fixture
def secret(nina_browser):
    return activate_totp(nina_browser)


@pytest.fixture
def other_browser(secret):
    """Another test client, in which Nina has entered her password but not yet a code."""
    browser = Client()
    assert sign_in(browser)["Location"] == AUTHENTICATE
    return browser


def recovery_codes(browser) -> list[str]:
    return browser.get(CODES).context["unused_codes"]


def test_the_password_alone_does_not_sign_in(other_browser):
    assert not is_signed_in(other_browser)


def test_password_and_code_sign_in(other_browser, secret):
    assert other_browser.post(AUTHENTICATE, {"code": totp_code(secret)})["Location"] == "/"
    assert is_signed_in(other_browser)


@pytest.mark.parametrize("zero", ["٠", "۰", "０", "०"])
def test_digits_of_any_script_sign_in(other_browser, secret, zero):
    code = "".join(chr(ord(zero) + int(digit)) for digit in totp_code(secret))
    assert other_browser.post(AUTHENTICATE, {"code": code})["Location"] == "/"


def test_a_code_works_once_while_it_is_valid(other_browser, secret, monkeypatch):
    """allauth forgets it after one period, while the code of the period before is still taken."""
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda self, code: True)
    assert other_browser.post(AUTHENTICATE, {"code": totp_code(secret)})["Location"] == "/"
    thief = Client()
    sign_in(thief)
    assert thief.post(AUTHENTICATE, {"code": totp_code(secret)}).status_code == 200


def test_a_wrong_code_does_not_sign_in(other_browser, secret):
    page = other_browser.post(AUTHENTICATE, {"code": totp_code(secret, 1)})
    assert page.status_code == 200
    assert "That didn’t match." in page.content.decode()
    assert not is_signed_in(other_browser)


def test_a_wrong_code_is_counted_as_a_failed_sign_in(other_browser, secret):
    codes = counts.failed_sign_ins.labels("code")._value
    before = codes.get()
    other_browser.post(AUTHENTICATE, {"code": "000000"})
    assert codes.get() == before + 1
    other_browser.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert codes.get() == before + 1


def test_a_recovery_code_works_once(nina_browser, other_browser):
    code = recovery_codes(nina_browser)[0]
    other_browser.post(AUTHENTICATE, {"code": code})
    assert is_signed_in(other_browser)
    assert code not in recovery_codes(nina_browser)
    third = Client()
    sign_in(third)
    third.post(AUTHENTICATE, {"code": code})
    assert not is_signed_in(third)


def test_codes_are_rejected_after_five_wrong_ones(other_browser, secret):
    for _ in range(5):
        other_browser.post(AUTHENTICATE, {"code": "000000"})
    other_browser.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert not is_signed_in(other_browser)


def test_recovery_codes_are_listed_downloaded_and_regenerated(nina_browser, secret):
    codes = recovery_codes(nina_browser)
    assert len(set(codes)) == 10
    download = nina_browser.get(f"{CODES}download/")
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert download.content.decode().split() == codes
    assert nina_browser.post(f"{CODES}generate/")["Location"] == CODES
    assert not set(codes) & set(recovery_codes(nina_browser))


@pytest.mark.parametrize("regenerated", [False, True])
def test_viewing_the_recovery_codes_writes_nothing(nina_browser, secret, regenerated):
    if regenerated:
        nina_browser.post(f"{CODES}generate/")
    with writes() as statements:
        assert nina_browser.get(CODES).status_code == 200
    assert statements == []


def test_secrets_are_stored_encrypted(nina_browser, secret):
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert all(code not in stored for code in recovery_codes(nina_browser))


def test_secrets_encrypted_with_a_fallback_key_are_readable(settings):
    stored = TwoStepAdapter().encrypt("a secret")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "k" * 50
    assert TwoStepAdapter().decrypt(stored) == "a secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        TwoStepAdapter().decrypt(stored)


def test_deactivating_the_app(nina_browser, secret):
    nina_browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert subjects() == ["Authenticator app turned on", "Authenticator app turned off"]
    assert sign_in(Client())["Location"] == "/"


@pytest.mark.parametrize("path", SENSITIVE)
def test_sensitive_pages_require_reauthentication(nina_browser, path):
    assert nina_browser.get(f"/accounts/2fa/{path}")["Location"].startswith("/accounts/reauthenticate/")


def test_a_password_reset_does_not_bypass_the_second_factor(secret):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "nina@example.org"})
    link = latest_email_text().partition("/accounts/password/reset/key/")[2].split()[0]
    page = browser.get(f"/accounts/password/reset/key/{link}", follow=True)
    browser.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(browser)["Location"] == AUTHENTICATE


def test_the_page_shows_the_qr_code_inline_and_the_secret(nina_browser, nina):
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = nina_browser.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    assert "<svg" in text
    assert "data:image" not in text
    assert "style=" not in text
    assert f">{page.context['form'].secret}<" in text


def test_a_passkey_is_bound_to_the_host_of_site_url(nina_browser, settings):
    settings.SITE_URL = "https://people.example.org"
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    data = nina_browser.get("/accounts/2fa/webauthn/add/").context["js_data"]["creation_options"]
    assert data["publicKey"]["rp"] == {"id": "people.example.org", "name": "Acquaint"}


def test_addresses_must_be_confirmed_before_activating_the_app(nina_browser, nina):
    nina.emailaddress_set.create(email="nina@work.example")
    page = nina_browser.get("/accounts/2fa/totp/activate/", follow=True)
    assert "First confirm all your e-mail addresses" in page.content.decode()
