"""Members who sign in through the provider confirm there that it is them, before a sensitive change."""

from __future__ import annotations

import time
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model

from network.members.models import Export
from network.members.oidc import id_token
from tests.conftest import record_password_entry
from tests.members.account import PASSWORD
from tests.oidc.conftest import LINKS, begin, begin_confirmation, sign_in
from tests.oidc.issuer import ANNA, MALLORY

CONFIRM = "/accounts/oidc/confirm/"
EXPORT, DELETE = "/settings/export/", "/settings/delete/"
SENSITIVE = {
    EXPORT: {}, DELETE: {"sure": "on"}, LINKS: {},
    "/accounts/email/": {"action_add": "", "email": "anna@work.example"},
    "/accounts/password/set/": {"password1": "mallory knows it"},
    "/accounts/2fa/totp/activate/": {"code": "123456"}, "/accounts/2fa/webauthn/add/": {"name": "Laptop"},
}  # fmt: skip


@pytest.fixture
def browser(linked, client_for):
    """Anna's, who has no password; she has signed in a while ago."""
    linked.user.set_unusable_password()
    linked.user.save()
    return client_for(linked.user)


def confirm(browser, issuer, path: str = EXPORT, **claims):
    """Want something, and sign in at the provider again; the site's response."""
    browser.post(path, SENSITIVE[path])
    return browser.get(
        issuer.authorize(begin_confirmation(browser, path), **ANNA | {"auth_time": int(time.time())} | claims)
    )


@pytest.mark.parametrize("path", SENSITIVE)
def test_each_sensitive_change_asks_to_confirm_at_the_provider(browser, path):
    response = browser.post(path, SENSITIVE[path])
    page = browser.get(response["Location"], follow=True)
    assert page.request["PATH_INFO"] == CONFIRM
    assert "sign in at <bdi>School</bdi> again" in page.content.decode()


def test_the_provider_is_asked_for_the_password(browser):
    query = parse_qs(urlsplit(begin_confirmation(browser)).query)
    assert (query["prompt"], query["max_age"]) == (["login"], ["0"])


def test_what_the_member_wanted_goes_on(browser, issuer):
    assert confirm(browser, issuer)["Location"] == EXPORT
    assert Export.objects.count() == 1
    assert browser.post(DELETE).status_code == 200


def test_the_account_is_deleted_after_it(browser, issuer, anna):
    assert confirm(browser, issuer, DELETE)["Location"] == "/goodbye/"
    anna.refresh_from_db()
    assert not anna.is_active


def test_a_first_password_is_chosen_after_it(browser, issuer, anna):
    path = "/accounts/password/set/"
    assert confirm(browser, issuer, path)["Location"] == path
    browser.post(path, {"password1": "three desks apart", "password2": "three desks apart"})
    anna.refresh_from_db()
    assert anna.check_password("three desks apart")


@pytest.mark.parametrize(
    "claims",
    [{"auth_time": None}, {"auth_time": "now"}, {"auth_time": True}, {"auth_time": 10**11}, {"auth_time": 0}],
    ids=["missing", "a text", "true", "in the future", "long ago"],
)
def test_a_sign_in_of_another_time_confirms_nothing(browser, issuer, claims):
    assert confirm(browser, issuer, **claims).status_code == 502
    assert not Export.objects.exists()


def test_a_sign_in_shortly_before_confirms_nothing(browser, issuer):
    at = int(time.time()) - id_token.LEEWAY - 5
    assert confirm(browser, issuer, auth_time=at).status_code == 502


def test_a_provider_that_leaves_the_time_out_confirms_nothing(browser, issuer):
    browser.post(EXPORT)
    assert browser.get(issuer.authorize(begin_confirmation(browser), **ANNA)).status_code == 502
    assert not Export.objects.exists()


@pytest.mark.parametrize("subject", ["mallory-1", "bruno-1"])
def test_another_account_confirms_nothing(browser, issuer, bruno, subject):
    SocialAccount.objects.create(user=bruno, provider=issuer.url, uid="bruno-1")
    page = confirm(browser, issuer, **MALLORY | {"sub": subject})
    assert page.status_code == 403
    assert "isn’t the one you’ve linked" in page.content.decode()
    assert not Export.objects.exists()
    assert browser.post(EXPORT)["Location"].startswith(CONFIRM)


def test_an_answer_to_signing_in_confirms_nothing(browser, issuer, client_for):
    """Begun in another browser, where nobody was signed in."""
    assert browser.get(issuer.authorize(begin(client_for()), **ANNA)).status_code == 400
    assert browser.post(EXPORT)["Location"].startswith(CONFIRM)


def test_signing_in_confirms_nothing(linked, issuer, client):
    linked.user.set_unusable_password()
    linked.user.save()
    sign_in(client, issuer, ANNA)
    assert client.post(EXPORT)["Location"].startswith(CONFIRM)


def test_who_cancels_is_back_in_the_settings(browser, issuer):
    state = parse_qs(urlsplit(begin_confirmation(browser)).query)["state"][0]
    response = browser.get(f"/accounts/oidc/callback/?error=access_denied&state={state}")
    assert response["Location"] == "/settings/"


def test_with_a_password_the_provider_is_another_way(linked, client_for):
    page = client_for(linked.user).get("/accounts/reauthenticate/?next=/settings/export/").content.decode()
    assert f'href="{CONFIRM}?next=/settings/export/"' in unescape(page).replace("%2F", "/")
    assert "Confirm at School" in page


def test_without_any_way_a_password_is_chosen_by_email(browser):
    SocialAccount.objects.all().delete()
    page = browser.get(browser.post(EXPORT)["Location"])
    assert page.request["PATH_INFO"] == "/accounts/password/reset/"
    assert "You have no password yet" in page.content.decode()


def test_the_page_is_for_who_has_linked_an_account(bruno, client_for):
    bruno.set_password(PASSWORD)
    bruno.save()
    assert client_for(bruno).get(CONFIRM)["Location"] == "/accounts/reauthenticate/"


def test_who_confirmed_by_password_is_not_asked(browser, anna):
    record_password_entry(browser, get_user_model().objects.get(pk=anna.pk))
    assert browser.post(EXPORT)["Location"] == EXPORT
