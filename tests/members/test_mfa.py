"""Two-step sign-in: app, recovery codes, and what stands in for a lost phone."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.test import Client

from network.members.accounts.mfa import TwoStepAdapter
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
def elsewhere(secret):
    """Another browser, where Nina has entered her password."""
    browser = Client()
    assert sign_in(browser)["Location"] == AUTHENTICATE
    return browser


def codes_of(browser) -> list[str]:
    return browser.get(CODES).context["unused_codes"]


def test_the_password_alone_opens_nothing(elsewhere):
    assert not is_signed_in(elsewhere)


def test_password_and_code_sign_in(elsewhere, secret):
    assert elsewhere.post(AUTHENTICATE, {"code": totp_code(secret)})["Location"] == "/"
    assert is_signed_in(elsewhere)


def test_a_wrong_code_is_said_and_opens_nothing(elsewhere, secret):
    page = elsewhere.post(AUTHENTICATE, {"code": totp_code(secret, 1)})
    assert page.status_code == 200
    assert "That did not match." in page.content.decode()
    assert not is_signed_in(elsewhere)


def test_a_code_is_good_for_one_sign_in(elsewhere, secret):
    elsewhere.post(AUTHENTICATE, {"code": totp_code(secret)})
    third = Client()
    sign_in(third)
    third.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert not is_signed_in(third)


def test_a_recovery_code_is_good_once(nina_browser, elsewhere):
    code = codes_of(nina_browser)[0]
    elsewhere.post(AUTHENTICATE, {"code": code})
    assert is_signed_in(elsewhere)
    assert code not in codes_of(nina_browser)
    third = Client()
    sign_in(third)
    third.post(AUTHENTICATE, {"code": code})
    assert not is_signed_in(third)


def test_guessing_ends_after_five(elsewhere, secret):
    for _each in range(5):
        elsewhere.post(AUTHENTICATE, {"code": "000000"})
    elsewhere.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert not is_signed_in(elsewhere)


def test_the_codes_are_listed_downloaded_and_made_anew(nina_browser, secret):
    codes = codes_of(nina_browser)
    assert len(set(codes)) == 10
    download = nina_browser.get(f"{CODES}download/")
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert download.content.decode().split() == codes
    assert nina_browser.post(f"{CODES}generate/")["Location"] == CODES
    assert not set(codes) & set(codes_of(nina_browser))


def test_looking_at_the_codes_writes_nothing(nina_browser, secret):
    with writes() as found:
        assert nina_browser.get(CODES).status_code == 200
    assert found == []


def test_the_secrets_lie_encrypted(nina_browser, secret):
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert all(code not in kept for code in codes_of(nina_browser))


def test_what_an_older_key_encrypted_stays_readable(settings):
    kept = TwoStepAdapter().encrypt("a secret")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "k" * 50
    assert TwoStepAdapter().decrypt(kept) == "a secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        TwoStepAdapter().decrypt(kept)


def test_switching_the_app_off(nina_browser, secret):
    nina_browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert subjects() == ["The authenticator app is on", "The authenticator app is off"]
    assert sign_in(Client())["Location"] == "/"


@pytest.mark.parametrize("path", SENSITIVE)
def test_what_touches_the_account_asks_who_it_is(nina_browser, path):
    assert nina_browser.get(f"/accounts/2fa/{path}")["Location"].startswith("/accounts/reauthenticate/")


def test_a_new_password_by_mail_does_not_step_over_the_second_step(secret):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "nina@example.org"})
    link = latest_email_text().partition("/accounts/password/reset/key/")[2].split()[0]
    page = browser.get(f"/accounts/password/reset/key/{link}", follow=True)
    browser.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(browser)["Location"] == AUTHENTICATE


def test_the_square_stands_in_the_page_and_the_secret_beside_it(nina_browser, nina):
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = nina_browser.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    assert "<svg" in text
    assert "data:image" not in text
    assert "style=" not in text
    assert f">{page.context['form'].secret}<" in text


def test_a_passkey_belongs_to_the_host_of_the_site(nina_browser, settings):
    settings.SITE_URL = "https://people.example.org"
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    asked = nina_browser.get("/accounts/2fa/webauthn/add/").context["js_data"]["creation_options"]
    assert asked["publicKey"]["rp"] == {"id": "people.example.org", "name": "Acquaint"}


@pytest.mark.parametrize("credential", ["", "{}", "nonsense", '{"response": {"userHandle": "AAAA"}}'])
def test_what_is_no_passkey_opens_nothing(client, db, credential):
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_an_address_that_is_not_confirmed_comes_first(nina_browser, nina):
    nina.emailaddress_set.create(email="nina@work.example")
    page = nina_browser.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Confirm your e-mail addresses first" in page.content.decode()
