"""Accounts in a browser: passkeys, password reset, second factor, sessions, and the pages on the way."""

from __future__ import annotations

import re
from zipfile import is_zipfile

import pytest

from network.members.models import Export, Member
from tests.browser import account
from tests.browser.page_object import Person
from tests.browser.test_pages import NARROW, axe_faults, console_messages, width_faults
from tests.conftest import work
from tests.members.account import PASSWORD, latest_email_text, totp_code

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("frozen_totp_step")]

ADDRESS, NEW = "nina@example.org", "three desks apart"
CHROME = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"}
PAINTED = "new Promise((done) => new PerformanceObserver(() => done(true)).observe({type: 'paint', buffered: true}))"
PAINTED_WITHIN_300_MS = f"Promise.race([{PAINTED}, new Promise((done) => setTimeout(done, 300, false))])"
PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36"}


@pytest.fixture
def nina(db) -> Member:
    return Member.objects.create_user(ADDRESS, PASSWORD, "Nina Nuova")


@pytest.fixture
def with_second_factor(nina, at_browser):
    """`with_second_factor(**options)` opens a browser in which Nina, who has an app, codes and a passkey, is signed in."""

    def open_browser(**options: object) -> Person:
        person = at_browser(**options)
        account.add_virtual_authenticator(person)
        person.sign_in(ADDRESS, PASSWORD)
        person.sees_heading("Hello, Nina Nuova")
        person.visit("/accounts/2fa/totp/activate/")
        account.reauthenticate(person, PASSWORD)
        account.activate_app(person)
        person.visit("/accounts/2fa/webauthn/add/")
        person.press("Add a passkey")
        person.sees("You have 1 passkey.")
        return person

    return open_browser


def test_the_page_is_painted_after_the_passkey_script_has_loaded(at_browser, db):
    page, requests = at_browser().page, []
    page.route("**/passkeys.js", lambda route: requests.append(route))
    with page.expect_request("**/passkeys.js"):
        page.goto("/accounts/login/", wait_until="commit")
    page.locator("#page-footer").wait_for(state="attached")
    assert not page.evaluate(PAINTED_WITHIN_300_MS)
    requests[0].continue_()
    assert page.evaluate(PAINTED)


def test_signing_up_and_in_with_a_passkey(at_browser, db):
    visitor = at_browser()
    messages = console_messages(visitor.page)
    account.add_virtual_authenticator(visitor)
    account.sign_up_with_passkey(visitor, "Nina Nuova", ADDRESS, latest_email_text)
    visitor.sees_heading("Hello, Nina Nuova")
    account.sign_out(visitor)
    account.sign_in_with_passkey(visitor)
    visitor.sees_heading("Hello, Nina Nuova")
    assert Member.objects.joined().get().authenticator_set.get().last_used_at
    assert messages == []


def test_a_device_without_passkey(at_browser, db):
    stranger = at_browser()
    account.add_virtual_authenticator(stranger)
    account.sign_in_with_passkey(stranger)
    stranger.sees("The passkey didn’t work.")


def test_password_reset_and_second_factor(nina, at_browser):
    first = at_browser(**CHROME)
    account.reset_password(first, ADDRESS, NEW, latest_email_text)
    first.sign_in(ADDRESS, NEW)
    first.visit("/accounts/2fa/totp/activate/")
    account.reauthenticate(first, NEW)
    secret = account.activate_app(first)
    code = account.recovery_codes(first)[0]
    account.sign_out(first)
    first.sign_in(ADDRESS, NEW)
    account.enter_second_factor(first, totp_code(secret))
    first.sees_heading("Hello, Nina Nuova")
    sign_in_with_code_and_end_that_session(first, at_browser(**PHONE), code)


def sign_in_with_code_and_end_that_session(first: Person, second: Person, code: str) -> None:
    second.sign_in(ADDRESS, NEW)
    account.enter_second_factor(second, code)
    second.sees_heading("Hello, Nina Nuova")
    first.visit("/accounts/sessions/")
    first.press("Sign out of Chrome on Android")
    first.sees("Signed out of that browser.")
    first.does_not_see("Chrome on Android")
    second.visit("/settings/")
    second.sees_heading("Sign in")


def test_a_passkey_as_second_factor(with_second_factor):
    person = with_second_factor()
    account.sign_out(person)
    person.sign_in(ADDRESS, PASSWORD)
    person.sees_heading("Second step")
    person.press("Use a passkey")
    person.sees_heading("Hello, Nina Nuova")


def test_reauthenticating_with_a_passkey(with_second_factor):
    person = with_second_factor()
    person.visit("/accounts/2fa/webauthn/reauthenticate/?next=/settings/")
    person.press("Use a passkey")
    person.sees_heading("Settings")


def test_the_export_is_downloaded_after_reauthentication(nina, at_browser):
    Export.objects.request(nina)
    work()
    person = at_browser(nina, recently_authenticated=False)
    person.visit("/settings/export/")
    person.click_link("Download")
    with person.page.expect_download() as file:
        account.reauthenticate(person, PASSWORD)
    assert is_zipfile(file.value.path())
    person.sees_heading("Your data")
    with person.page.expect_download() as again:
        person.click_link("Download")
    assert is_zipfile(again.value.path())


def test_a_passkey_is_renamed_and_removed(with_second_factor):
    person = with_second_factor()
    person.visit("/accounts/2fa/webauthn/")
    person.click_link("Rename Passkey 1")
    person.fill("Name of the passkey", "Laptop")
    person.press("Save")
    person.click_link("Remove Laptop")
    person.press("Remove")
    person.sees("You have no passkeys yet.")


def test_the_pages_of_sign_up_with_a_passkey(at_browser, db):
    visitor = at_browser(**NARROW)
    messages, faults = console_messages(visitor.page), []
    account.add_virtual_authenticator(visitor)
    account.sign_up_with_passkey(visitor, "Nina Nuova", ADDRESS, lambda address: check(visitor, faults))
    visitor.sees_heading("Hello, Nina Nuova")
    visitor.visit("/accounts/password/set/")
    check(visitor, faults)
    assert (faults, messages) == ([], [])


def check(person: Person, faults: list[str]) -> str:
    """Add the faults of the page to `faults`. Returns the newest e-mail, so that it can stand in for `Read`."""
    faults += axe_faults(person.page) + width_faults(person.page)
    return latest_email_text(ADDRESS)


def test_the_pages_of_second_factor_and_password_reset(with_second_factor, at_browser):
    faults = []
    with_second_factor()
    person = at_browser(**NARROW)
    person.sign_in(ADDRESS, PASSWORD)
    person.sees_heading("Second step")
    check(person, faults)
    other = at_browser(**NARROW)
    other.visit("/accounts/password/reset/")
    other.fill("E-mail address", ADDRESS)
    other.press("Send me a link")
    other.sees_heading("Check your e-mail")
    other.visit(re.search(r"http\S+/password/reset/key/\S+", latest_email_text(ADDRESS))[0])
    check(other, faults)
    assert faults == []
