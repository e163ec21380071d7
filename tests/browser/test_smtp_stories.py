"""Stories in which every e-mail goes through a real SMTP server, and is read there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from network.common import worker
from tests.browser import account
from tests.browser.page_object import Person
from tests.conftest import work
from tests.members.account import totp_code
from tests.sink import Sink, running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("frozen_totp_step")]

NINA, NEW = "nina@example.org", "three desks apart"
PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36"}


@pytest.fixture
def read(settings) -> Callable[[str], str]:
    """`read(address)` runs the worker and returns the newest e-mail that the server has for this address."""
    settings.EMAIL_BACKEND = "notifications.backends.SMTPBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    sink = Sink()

    def newest(address: str) -> str:
        work()
        return sink.newest_to(address)

    with running(sink) as settings.EMAIL_PORT:
        yield newest


@pytest.mark.rule("R01", "R05", "R10", "R12", "R14")
def test_a_non_member_signs_up_and_accepts(anna, at_browser, read):
    sender, visitor = at_browser(anna), at_browser()
    anna_invites_an_address(sender)
    account.add_virtual_authenticator(visitor)
    visitor.visit(re.search(r"Join and answer: (\S+)", read(NINA))[1])
    nina_joins_with_passkey(visitor)
    visitor.sees_heading("Welcome")
    worker.drain()
    visitor.visit("/invitations/")
    visitor.sees("We met in Cremona.")
    visitor.press("Accept Anna Ricci")
    visitor.sees("You and Anna Ricci are connected.")
    text = read(anna.email)
    assert "Nina Nuova is now in your network" in text
    assert NINA in text


def anna_invites_an_address(sender: Person) -> None:
    sender.visit("/invitations/by-email/")
    sender.fill("E-mail addresses", NINA)
    sender.fill("Note", "We met in Cremona.")
    sender.press("Send")
    sender.sees("Invitation recorded.")


def nina_joins_with_passkey(visitor: Person) -> None:
    visitor.sees("We met in Cremona.")
    assert visitor.page.get_by_label("E-mail address").input_value() == NINA
    visitor.fill("Your name", "Nina Nuova")
    visitor.press("Join with a passkey instead")
    visitor.sees_heading("Create your passkey")
    visitor.press("Create the passkey")


def test_password_reset_second_factor_and_sessions(anna, at_browser, read):
    first, second = at_browser(), at_browser(**PHONE)
    account.reset_password(first, anna.email, NEW, read)
    first.sign_in(anna.email, NEW)
    first.visit("/accounts/2fa/totp/activate/")
    account.reauthenticate(first, NEW)
    secret = account.activate_app(first)
    code = account.recovery_codes(first)[0]
    account.sign_out(first)
    first.sign_in(anna.email, NEW)
    account.enter_second_factor(first, totp_code(secret))
    first.sees_heading("Hello, Anna")
    anna_ends_the_other_session(first, second, code)
    assert "authenticator app" in read(anna.email)


def anna_ends_the_other_session(first: Person, second: Person, code: str) -> None:
    second.sign_in("anna@example.org", NEW)
    account.enter_second_factor(second, code)
    second.sees_heading("Hello, Anna")
    first.visit("/accounts/sessions/")
    first.press("Sign out of Chrome on Android")
    first.sees("Signed out of that browser.")
    second.visit("/settings/")
    second.sees_heading("Sign in")
