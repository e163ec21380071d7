"""Rate limits: what counts, the 429 response, and attempts to evade them."""

from __future__ import annotations

import re

import pytest
from allauth.account.app_settings import AppSettings
from django.conf import settings as product
from django.test import Client

from network.members.models import Member

PASSWORD = "two desks apart"
NINA = "nina@example.org"
pytestmark = pytest.mark.usefixtures("frozen_time")
NOT_USED = {"change_phone", "verify_phone", "request_login_code"}
ADDED = {
    "login_failed_network", "login_failed_address_network", "login_failed_address", "login_failed_device",
    "confirm_signup", "invite_by_email", "preview", "ask_for_more", "join", "report_from_email", "network_letters",
    "member_letters", "sign_in_provider",
}  # fmt: skip


@pytest.fixture
def signed_in(db):
    """The test client of Nina, who has just signed in with her password."""
    Member.objects.create_user(NINA, PASSWORD, "Nina Nuova")
    browser = Client()
    browser.post("/accounts/login/", {"login": NINA, "password": PASSWORD})
    return browser


LIMITED = [
    "password/reset/", "email/", "password/change/", "reauthenticate/", "signup/", "signup/passkey/", "login/",
    "2fa/webauthn/login/", "password/reset/key/0-key/",
]  # fmt: skip


def fail_to_sign_in(browser, address=NINA, **headers):
    return browser.post("/accounts/login/", {"login": address, "password": "not this one"}, **headers)


def fail_behind_proxy(browser, number, forwarded):
    """Fail to sign in with an address derived from the number, forwarded by a proxy."""
    return fail_to_sign_in(browser, f"n{number}@example.org", headers={"x-forwarded-for": forwarded})


def count_allowed(request, maximum=60) -> int:
    """Return how many requests are answered before the first 429."""
    return next(number for number in range(maximum) if request(number).status_code == 429)


@pytest.mark.django_db
def test_wrong_passwords_for_one_address_are_limited_with_retry_after(client):
    assert count_allowed(lambda _: fail_to_sign_in(client)) == 5
    response = fail_to_sign_in(client)
    assert response["Retry-After"] == "300"
    assert "Please wait a few minutes" in response.content.decode()


@pytest.mark.django_db
def test_wrong_passwords_from_one_ip_address_are_limited(client):
    assert count_allowed(lambda number: fail_to_sign_in(client, f"nina{number}@example.org")) == 10


def test_correct_passwords_do_not_count(signed_in):
    for _ in range(7):
        signed_in.post("/accounts/logout/")
        assert signed_in.post("/accounts/login/", {"login": NINA, "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_the_spelling_of_host_and_address_does_not_matter(client):
    spellings = [NINA, "Nina@Example.org", " nina@example.org", "NINA@EXAMPLE.ORG"]
    assert (
        count_allowed(
            lambda n: fail_to_sign_in(client, spellings[n % 4], headers={"host": f"localhost:{8000 + n}"})
        )
        == 5
    )


@pytest.mark.parametrize(
    ("path", "data", "limit"),
    [
        ("/accounts/password/reset/", {"email": NINA}, 20),
        ("/invitations/more/", {"text": "Please"}, 5),
        ("/invitations/by-email/", {"email": "otto@example.org"}, 30),
        ("/accounts/email/", {"action_add": "", "email": "nope"}, 10),
        ("/accounts/password/change/", {}, 5),
        ("/accounts/reauthenticate/", {"password": "not this one"}, 10),
    ],
)
def test_limits_of_members(signed_in, path, data, limit):
    assert count_allowed(lambda _: signed_in.post(path, data)) == limit
    assert signed_in.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "limit"), [("signup", 30), ("signup/passkey", 30), ("login", 30)])
def test_empty_forms_count(client, path, limit):
    assert count_allowed(lambda _: client.post(f"/accounts/{path}/", {})) == limit


@pytest.mark.django_db
def test_get_requests_do_not_count(client):
    assert {client.get("/accounts/login/").status_code for _ in range(40)} == {200}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PROPFIND"])
@pytest.mark.parametrize("path", LIMITED)
def test_only_post_counts(signed_in, path, method):
    for browser in (signed_in, Client()):
        statuses = {browser.generic(method, f"/accounts/{path}").status_code for _ in range(32)}
        assert statuses <= ({200, 302} if method == "HEAD" else {405, 302})
        assert browser.post(f"/accounts/{path}").status_code != 429


@pytest.mark.django_db
def test_head_is_answered_like_get_without_a_body(client):
    page, head = client.get("/accounts/login/"), client.head("/accounts/login/")
    assert (head.status_code, head.content, head.request["REQUEST_METHOD"]) == (200, b"", "HEAD")
    assert set(head.headers) == set(page.headers)


def test_another_method_gets_the_page_for_it(signed_in):
    response = signed_in.put("/members/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert "</html>" in response.content.decode()


@pytest.mark.django_db
def test_without_a_trusted_proxy_x_forwarded_for_is_ignored(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert count_allowed(lambda n: fail_behind_proxy(client, n, f"203.0.113.{n}")) == 10


@pytest.mark.django_db
def test_behind_a_trusted_proxy_only_its_entry_of_x_forwarded_for_counts(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert count_allowed(lambda n: fail_behind_proxy(client, n, f"10.0.0.{n}, 203.0.113.7")) == 10
    assert fail_behind_proxy(client, 50, "10.0.0.50, 203.0.114.7").status_code == 200


@pytest.mark.django_db
def test_ipv6_addresses_are_limited_by_network(client):
    assert (
        count_allowed(
            lambda n: fail_to_sign_in(client, f"n{n}@example.org", REMOTE_ADDR=f"2001:db8::{n + 1:x}")
        )
        == 10
    )


def test_every_limit_of_allauth_is_set_explicitly():
    defaults = AppSettings("ACCOUNT_")
    defaults._setting = lambda name, value: value
    assert set(product.ACCOUNT_RATE_LIMITS) == set(defaults.RATE_LIMITS) - NOT_USED | ADDED


def test_every_limit_has_a_comment():
    source = (product.BASE_DIR / "network/settings.py").read_text()
    lines = source.split("ACCOUNT_RATE_LIMITS = {")[1].split("\n}")[0].strip().splitlines()
    assert all(re.search(r"  # \w+", line) for line in lines)
