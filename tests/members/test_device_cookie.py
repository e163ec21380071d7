"""Failed sign-ins of others do not lock a member out: limits per network, and the cookie of the member's own browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from network.common import jobs
from network.members.accounts.devices import device_digest
from network.members.models import DeviceCookie
from tests.conftest import work
from tests.members.account import (
    PASSWORD,
    activate_totp,
    is_signed_in,
    latest_email_text,
    reauthenticate,
    sign_in,
    totp_code,
)

NINA, ATTACKER, OWNER = "nina@example.org", "203.0.113.7", "198.51.100.7"
AUTHENTICATE = "/accounts/2fa/authenticate/"
pytestmark = pytest.mark.usefixtures("frozen_time", "frozen_totp_step", "immediate_on_commit")


@pytest.fixture
def known_browser(nina):
    """A browser in which Nina has signed in and out."""
    browser = Client(REMOTE_ADDR=OWNER)
    sign_in(browser)
    browser.post("/accounts/logout/")
    return browser


def fail(browser: Client, times: int = 1, address: str = NINA, **headers) -> list[int]:
    """Try a wrong password so many times; return the statuses."""
    data = {"login": address, "password": "not this one"}
    return [browser.post("/accounts/login/", data, **headers).status_code for _ in range(times)]


def lock_address() -> None:
    """Use up the failures that one address has in a day, from many networks."""
    for number in range(25):
        assert fail(Client(REMOTE_ADDR=f"100.64.{number}.1"), 5)[0] in (200, 429)


def test_failures_elsewhere_do_not_lock_the_owner_out(nina):
    assert fail(Client(REMOTE_ADDR=ATTACKER), 6) == [200] * 5 + [429]
    browser = Client(REMOTE_ADDR=OWNER)
    assert sign_in(browser)["Location"] == "/"


@pytest.mark.parametrize(
    ("first", "neighbour", "stranger"),
    [("203.0.113.7", "203.0.113.200", "203.0.114.7"), ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")],
)
def test_a_network_is_limited_as_a_whole(nina, first, neighbour, stranger):
    fail(Client(REMOTE_ADDR=first), 5)
    assert fail(Client(REMOTE_ADDR=neighbour)) == [429]
    assert fail(Client(REMOTE_ADDR=stranger)) == [200]


def test_an_address_has_a_hundred_failures_a_day(nina):
    lock_address()
    assert fail(Client(REMOTE_ADDR=OWNER)) == [429]


def test_one_network_has_thirty_failures_with_an_address_a_day(nina, monkeypatch):
    browser, statuses = Client(REMOTE_ADDR=ATTACKER), []
    for minutes in range(0, 60, 6):
        now = 2_000_000_000.0 + 60 * minutes
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda now=now: now)
        statuses += fail(browser, 5)
    assert statuses == [200] * 30 + [429] * 20
    assert fail(Client(REMOTE_ADDR=OWNER)) == [200]


def reset_password(browser: Client) -> None:
    """Ask for the letter and choose a new password by its link."""
    browser.post("/accounts/password/reset/", {"email": NINA})
    [link] = re.findall(r"http://[^/]+(/accounts/password/reset/key/\S+)", latest_email_text())
    form = browser.get(link)["Location"]
    new = "three desks apart"
    assert browser.post(form, {"password1": new, "password2": new}).status_code == 302


def test_a_new_password_frees_the_network_it_was_chosen_in(nina):
    browser = Client(REMOTE_ADDR=OWNER)
    assert fail(browser, 6)[-1] == 429
    reset_password(browser)
    assert fail(Client(REMOTE_ADDR=OWNER)) == [200]


def test_a_new_password_does_not_lift_the_limit_of_the_address(nina):
    """Else a stranger who has used it up would see whose addresses belong together."""
    lock_address()
    reset_password(Client(REMOTE_ADDR=OWNER))
    assert fail(Client(REMOTE_ADDR="192.0.2.7")) == [429]


def test_refused_attempts_of_one_network_do_not_use_up_the_day(nina):
    fail(Client(REMOTE_ADDR=ATTACKER), 120)
    assert fail(Client(REMOTE_ADDR=OWNER)) == [200]


def test_the_browser_of_the_owner_gets_in_while_the_address_is_locked(known_browser):
    lock_address()
    assert sign_in(known_browser)["Location"] == "/"
    assert is_signed_in(known_browser)


def test_the_browser_of_the_owner_has_a_limit_of_its_own(known_browser):
    assert fail(known_browser, 11) == [200] * 10 + [429]
    assert sign_in(Client(REMOTE_ADDR=ATTACKER))["Location"] == "/"


def test_the_cookie_of_another_member_exempts_nobody(known_browser, bruno):
    assert fail(known_browser, 6, bruno.email) == [200] * 5 + [429]


@pytest.mark.parametrize("value", ["", "x" * 40, "x" * 5000])
def test_an_invented_cookie_exempts_nobody(known_browser, value):
    known_browser.cookies["device"] = value
    assert fail(known_browser, 6) == [200] * 5 + [429]


def test_the_cookie_is_hidden_and_its_row_holds_a_hash(nina):
    browser = Client()
    cookie = sign_in(browser).cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 180 * 24 * 60 * 60
    assert cookie.value not in str(DeviceCookie.objects.values().get())


def test_over_https_the_cookie_is_secure(nina, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = sign_in(Client()).cookies["__Host-device"]
    assert (cookie["secure"], cookie["domain"]) == (True, "")


def test_a_wrong_password_sets_no_cookie(nina):
    browser = Client()
    fail(browser)
    assert "device" not in browser.cookies
    assert not DeviceCookie.objects.exists()


def test_each_sign_in_takes_the_place_of_the_cookie_before(known_browser):
    before = known_browser.cookies["device"].value
    sign_in(known_browser)
    assert known_browser.cookies["device"].value != before
    assert DeviceCookie.objects.count() == 1


def test_the_password_alone_sets_no_cookie_where_a_code_is_needed(nina_browser, nina):
    secret = activate_totp(nina_browser)
    browser = Client()
    assert sign_in(browser)["Location"] == AUTHENTICATE
    assert "device" not in browser.cookies
    browser.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert browser.cookies["device"].value


def fail_codes(browser: Client, times: int) -> list[int]:
    """Sign in with the password, then try wrong codes."""
    sign_in(browser)
    return [browser.post(AUTHENTICATE, {"code": "000000"}).status_code for _ in range(times)]


def test_wrong_codes_elsewhere_do_not_lock_the_owner_out(nina_browser, nina):
    secret = activate_totp(nina_browser)
    assert fail_codes(Client(REMOTE_ADDR=ATTACKER), 6) == [200] * 5 + [429]
    browser = Client(REMOTE_ADDR=OWNER)
    sign_in(browser)
    assert browser.post(AUTHENTICATE, {"code": totp_code(secret)})["Location"] == "/"


def test_wrong_codes_in_the_browser_of_the_owner_have_its_limit(nina_browser, nina):
    activate_totp(nina_browser)
    nina_browser.post("/accounts/logout/")
    assert fail_codes(nina_browser, 11) == [200] * 10 + [429]


def change_password(browser: Client) -> None:
    new = "three desks apart"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})


def sign_out_everywhere(browser: Client) -> None:
    browser.post("/accounts/sessions/")


def delete_account(browser: Client) -> None:
    reauthenticate(browser)
    browser.post("/settings/delete/", {"sure": "on"})
    work()


@pytest.mark.parametrize("action", [change_password, sign_out_everywhere, delete_account])
def test_the_cookie_is_void_after(nina, action):
    browser = Client()
    sign_in(browser)
    assert DeviceCookie.objects.exists()
    action(browser)
    assert not DeviceCookie.objects.exists()


def test_signing_out_another_browser_voids_its_cookie(known_browser, nina):
    sign_in(known_browser)
    other = Client()
    sign_in(other)
    [link] = [
        line for line in other.get("/accounts/sessions/").content.decode().split('"') if "/end/" in line
    ]
    other.post(link)
    assert not DeviceCookie.objects.exists()


def test_the_cookie_of_a_password_set_by_staff_is_void(known_browser, nina):
    nina.set_password("three desks apart")
    nina.save()
    assert not DeviceCookie.objects.valid().exists()


def test_the_cookie_expires(known_browser, clock):
    clock.move(days=180)
    assert fail(known_browser, 6) == [200] * 5 + [429]
    jobs.prune()
    assert not DeviceCookie.objects.exists()


def test_a_request_without_cookie_has_no_digest(rf):
    assert device_digest(rf.get("/")) == ""
