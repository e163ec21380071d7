"""What people do with their account at a browser; where the mail is read from is for the story to say."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.members.account import find_code, totp_code

Read = Callable[[str], str]
"""The text of the newest mail to an address."""

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_a_fingerprint_reader(person: Person) -> None:
    """From now on the browser keeps passkeys, and every finger is the right one."""
    device = person.page.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def join_with_a_passkey(person: Person, name: str, address: str, read: Read) -> None:
    person.visit("/accounts/signup/")
    person.follow("Join with a passkey instead")
    person.write("Your name", name)
    person.write("E-mail address", address)
    person.press("Go on")
    person.reads_heading("Look into your e-mail")
    person.write("Code", find_code(read(address)))
    person.press("Confirm")
    person.reads_heading("Make your passkey")
    person.press("Make the passkey")


def sign_out(person: Person) -> None:
    person.page.locator(".menu > summary").click()
    person.press("Sign out")
    expect(person.page.get_by_role("link", name="Sign in").first).to_be_visible()


def sign_in_with_a_passkey(person: Person) -> None:
    person.visit("/accounts/login/")
    person.press("Sign in with a passkey")


def choose_a_new_password(person: Person, address: str, password: str, read: Read) -> None:
    person.visit("/accounts/login/")
    person.follow("Forgot your password?")
    person.write("E-mail address", address)
    person.press("Send me a link")
    person.reads_heading("Look into your e-mail")
    person.visit(re.search(r"http\S+/password/reset/key/\S+", read(address))[0])
    person.page.get_by_label("New password", exact=True).fill(password)
    person.write("New password, again", password)
    person.press("Save the new password")
    person.reads_heading("Your password is new")


def show_it_is_me(person: Person, password: str) -> None:
    person.reads_heading("Is it you?")
    person.write("Password", password)
    person.press("Confirm")


def switch_the_app_on(person: Person) -> str:
    """The secret that the app has learned; leaves the person at the recovery codes."""
    person.reads_heading("Set up the app")
    secret = person.page.locator(".totp-secret").inner_text()
    person.write("Code", totp_code(secret))
    person.press("Switch the app on")
    person.reads_heading("Recovery codes")
    return secret


def recovery_codes(person: Person) -> list[str]:
    return person.page.locator(".recovery-codes code").all_inner_texts()


def take_the_second_step(person: Person, code: str) -> None:
    person.reads_heading("Second step")
    person.write("Code", code)
    person.press("Sign in")
