"""Stories in which every e-mail goes through a real SMTP server, and is read where it arrived."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from network.common import worker
from tests.browser import account
from tests.browser.person import Person
from tests.conftest import work
from tests.members.account import totp_code
from tests.sink import Sink, running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("frozen_totp_step")]

NINA, NEW = "nina@example.org", "three desks apart"
PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36"}


@pytest.fixture
def read(settings) -> Callable[[str], str]:
    """`read(address)`: the worker works, and the newest e-mail that the server has for this address."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    sink = Sink()

    def newest(address: str) -> str:
        work()
        return sink.newest_to(address)

    with running(sink) as settings.EMAIL_PORT:
        yield newest


@pytest.mark.rule("R01", "R05", "R10", "R12", "R14")
def test_from_an_address_that_nobody_has_to_a_connection(anna, at_browser, read):
    sender, newcomer = at_browser(anna), at_browser()
    anna_invites_an_address(sender)
    account.give_a_fingerprint_reader(newcomer)
    newcomer.visit(re.search(r"Join and answer: (\S+)", read(NINA))[1])
    nina_joins_with_a_passkey(newcomer, read)
    newcomer.reads_heading("Hello, Nina")
    worker.drain()
    newcomer.visit("/invitations/")
    newcomer.reads("We met in Cremona.")
    newcomer.press("Accept Anna Ricci")
    newcomer.reads("You and Anna Ricci are connected.")
    told = read(anna.email)
    assert "Your network now includes Nina Nuova" in told
    assert NINA in told


def anna_invites_an_address(sender: Person) -> None:
    sender.visit("/invitations/by-email/")
    sender.write("E-mail addresses", NINA)
    sender.write("Note", "We met in Cremona.")
    sender.press("Send")
    sender.reads("Recorded.")


def nina_joins_with_a_passkey(newcomer: Person, read: account.Read) -> None:
    newcomer.follow("Join with a passkey instead")
    newcomer.write("Your name", "Nina Nuova")
    assert newcomer.page.get_by_label("E-mail address").input_value() == NINA
    newcomer.press("Go on")
    newcomer.reads_heading("Look into your e-mail")
    newcomer.write("Code", account.find_code(read(NINA)))
    newcomer.press("Confirm")
    newcomer.reads_heading("Make your passkey")
    newcomer.press("Make the passkey")


def test_a_lost_password_two_steps_a_recovery_code_and_another_browser(anna, at_browser, read):
    here, there = at_browser(), at_browser(**PHONE)
    account.choose_a_new_password(here, anna.email, NEW, read)
    here.sign_in(anna.email, NEW)
    here.visit("/accounts/2fa/totp/activate/")
    account.show_it_is_me(here, NEW)
    secret = account.switch_the_app_on(here)
    code = account.recovery_codes(here)[0]
    account.sign_out(here)
    here.sign_in(anna.email, NEW)
    account.take_the_second_step(here, totp_code(secret))
    here.reads_heading("Hello, Anna")
    anna_ends_the_other_browser(here, there, code)
    assert "authenticator app" in read(anna.email)


def anna_ends_the_other_browser(here: Person, there: Person, code: str) -> None:
    there.sign_in("anna@example.org", NEW)
    account.take_the_second_step(there, code)
    there.reads_heading("Hello, Anna")
    here.visit("/accounts/sessions/")
    here.press("Sign out Chrome on Android")
    here.reads("That browser is signed out.")
    there.visit("/settings/")
    there.reads_heading("Sign in")
