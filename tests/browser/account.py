"""Steps of account stories in a browser. The test passes the function that reads e-mails."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.page_object import Person
from tests.members.account import find_code, totp_code

Read = Callable[[str], str]
"""Takes an address and returns the text of the newest e-mail to it."""

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def add_virtual_authenticator(person: Person) -> None:
    """Let the browser create passkeys and confirm each use of them."""
    device = person.page.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sign_up_with_passkey(person: Person, name: str, address: str, read: Read) -> None:
    person.visit("/accounts/signup/")
    person.click_link("Join with a passkey instead")
    person.fill("Your name", name)
    person.fill("E-mail address", address)
    person.press("Continue")
    person.sees_heading("Check your e-mail")
    person.fill("Code", find_code(read(address)))
    person.press("Confirm")
    person.sees_heading("Create your passkey")
    person.press("Create the passkey")


def sign_out(person: Person) -> None:
    person.page.locator(".menu > summary").click()
    person.press("Sign out")
    expect(person.page.get_by_role("link", name="Sign in").first).to_be_visible()


def sign_in_with_passkey(person: Person) -> None:
    person.visit("/accounts/login/")
    person.press("Sign in with a passkey")


def reset_password(person: Person, address: str, password: str, read: Read) -> None:
    person.visit("/accounts/login/")
    person.click_link("Forgot your password?")
    person.fill("E-mail address", address)
    person.press("Send me a link")
    person.sees_heading("Check your e-mail")
    person.visit(re.search(r"http\S+/password/reset/key/\S+", read(address))[0])
    person.page.get_by_label("New password", exact=True).fill(password)
    person.fill("New password, again", password)
    person.press("Save the new password")
    person.sees_heading("Password changed")


def reauthenticate(person: Person, password: str) -> None:
    person.sees_heading("Confirm it’s you")
    person.fill("Password", password)
    person.press("Confirm")


def activate_app(person: Person) -> str:
    """Activate the authenticator app. Returns its secret; the page of the recovery codes is open."""
    person.sees_heading("Set up the app")
    secret = person.page.locator(".totp-secret").inner_text()
    person.fill("Code", totp_code(secret))
    person.press("Turn on the app")
    person.sees_heading("Recovery codes")
    return secret


def recovery_codes(person: Person) -> list[str]:
    return person.page.locator(".recovery-codes code").all_inner_texts()


def enter_second_factor(person: Person, code: str) -> None:
    person.sees_heading("Second step")
    person.fill("Code", code)
    person.press("Sign in")
