"""Accounts at a browser: passkeys, a new password, the second step, sessions; and the pages of it all."""

from __future__ import annotations

import re
from zipfile import is_zipfile

import pytest

from network.members.models import Export, Member
from tests.browser import account
from tests.browser.person import Person
from tests.browser.test_pages import NARROW, by_axe, by_width, listen
from tests.conftest import work
from tests.members.account import PASSWORD, latest_email_text, totp_code

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("frozen_totp_step")]

ADDRESS, NEW = "nina@example.org", "three desks apart"
CHROME = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"}
DRAWN = (
    "new Promise((say) => new PerformanceObserver(() => say(true)).observe({type: 'paint', buffered: true}))"
)
DRAWN_SOON = f"Promise.race([{DRAWN}, new Promise((say) => setTimeout(say, 300, false))])"
PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36"}


@pytest.fixture
def nina(db) -> Member:
    return Member.objects.create_user(ADDRESS, PASSWORD, "Nina Nuova")


@pytest.fixture
def guarded(nina, at_browser):
    """`guarded(**how)` is Nina at a browser, with an app, codes and a passkey, having shown that it is her."""

    def open_one(**how: object) -> Person:
        person = at_browser(**how)
        account.give_a_fingerprint_reader(person)
        person.sign_in(ADDRESS, PASSWORD)
        person.reads_heading("Hello, Nina")
        person.visit("/accounts/2fa/totp/activate/")
        account.show_it_is_me(person, PASSWORD)
        account.switch_the_app_on(person)
        person.visit("/accounts/2fa/webauthn/add/")
        person.press("Add a passkey")
        person.reads("You have 1 passkey.")
        return person

    return open_one


def test_nobody_sees_the_button_before_its_script_hears_it(at_browser, db):
    page, held = at_browser().page, []
    page.route("**/passkeys.js", lambda route: held.append(route))
    with page.expect_request("**/passkeys.js"):
        page.goto("/accounts/login/", wait_until="commit")
    page.locator("#page-footer").wait_for(state="attached")
    assert not page.evaluate(DRAWN_SOON)
    held[0].continue_()
    assert page.evaluate(DRAWN)


def test_joining_with_a_passkey_and_coming_back_with_it(at_browser, db):
    newcomer = at_browser()
    spoken = listen(newcomer.page)
    account.give_a_fingerprint_reader(newcomer)
    account.join_with_a_passkey(newcomer, "Nina Nuova", ADDRESS, latest_email_text)
    newcomer.reads_heading("Hello, Nina")
    account.sign_out(newcomer)
    account.sign_in_with_a_passkey(newcomer)
    newcomer.reads_heading("Hello, Nina")
    assert Member.objects.joined().get().authenticator_set.get().last_used_at
    assert spoken == []


def test_a_device_without_a_passkey_says_so(at_browser, db):
    stranger = at_browser()
    account.give_a_fingerprint_reader(stranger)
    account.sign_in_with_a_passkey(stranger)
    stranger.reads("No passkey came.")


def test_from_a_forgotten_password_to_a_second_step(nina, at_browser):
    here = at_browser(**CHROME)
    account.choose_a_new_password(here, ADDRESS, NEW, latest_email_text)
    here.sign_in(ADDRESS, NEW)
    here.visit("/accounts/2fa/totp/activate/")
    account.show_it_is_me(here, NEW)
    secret = account.switch_the_app_on(here)
    code = account.recovery_codes(here)[0]
    account.sign_out(here)
    here.sign_in(ADDRESS, NEW)
    account.take_the_second_step(here, totp_code(secret))
    here.reads_heading("Hello, Nina")
    with_a_recovery_code_and_out_again(here, at_browser(**PHONE), code)


def with_a_recovery_code_and_out_again(here: Person, there: Person, code: str) -> None:
    there.sign_in(ADDRESS, NEW)
    account.take_the_second_step(there, code)
    there.reads_heading("Hello, Nina")
    here.visit("/accounts/sessions/")
    here.press("Sign out Chrome on Android")
    here.reads("That browser is signed out.")
    here.reads_nothing_of("Chrome on Android")
    there.visit("/settings/")
    there.reads_heading("Sign in")


def test_a_passkey_is_the_second_step_too(guarded):
    person = guarded()
    account.sign_out(person)
    person.sign_in(ADDRESS, PASSWORD)
    person.reads_heading("Second step")
    person.press("Use a passkey")
    person.reads_heading("Hello, Nina")


def test_a_passkey_shows_that_it_is_her(guarded):
    person = guarded()
    person.visit("/accounts/2fa/webauthn/reauthenticate/?next=/settings/")
    person.press("Use a passkey")
    person.reads_heading("Settings")


def test_the_copy_comes_to_the_page_that_it_was_asked_from(nina, at_browser):
    Export.objects.request(nina)
    work()
    person = at_browser(nina, fresh=False)
    person.visit("/settings/export/")
    person.follow("Fetch the copy")
    with person.page.expect_download() as file:
        account.show_it_is_me(person, PASSWORD)
    assert is_zipfile(file.value.path())
    person.reads_heading("A copy of what is yours")
    with person.page.expect_download() as again:
        person.follow("Fetch the copy")
    assert is_zipfile(again.value.path())


def test_a_passkey_is_renamed_and_removed(guarded):
    person = guarded()
    person.visit("/accounts/2fa/webauthn/")
    person.follow("Rename Passkey 1")
    person.write("Name of the passkey", "Laptop")
    person.press("Save")
    person.follow("Remove Laptop")
    person.press("Remove")
    person.reads("You have none yet.")


def test_the_pages_in_the_middle_of_signing_in(at_browser, db):
    newcomer = at_browser(**NARROW)
    spoken, faults = listen(newcomer.page), []
    account.give_a_fingerprint_reader(newcomer)
    account.join_with_a_passkey(newcomer, "Nina Nuova", ADDRESS, lambda address: look(newcomer, faults))
    newcomer.reads_heading("Hello, Nina")
    newcomer.visit("/accounts/password/set/")
    look(newcomer, faults)
    assert (faults, spoken) == ([], [])


def look(person: Person, faults: list[str]) -> str:
    """Between the steps: what is wrong with the page; the mail, as a reader of it would give it."""
    faults += by_axe(person.page) + by_width(person.page)
    return latest_email_text(ADDRESS)


def test_the_pages_of_the_second_step_and_of_a_new_password(guarded, at_browser):
    faults = []
    guarded()
    person = at_browser(**NARROW)
    person.sign_in(ADDRESS, PASSWORD)
    person.reads_heading("Second step")
    look(person, faults)
    other = at_browser(**NARROW)
    other.visit("/accounts/password/reset/")
    other.write("E-mail address", ADDRESS)
    other.press("Send me a link")
    other.reads_heading("Look into your e-mail")
    other.visit(re.search(r"http\S+/password/reset/key/\S+", latest_email_text(ADDRESS))[0])
    look(other, faults)
    assert faults == []
