"""No form reveals whether an address belongs to a member: responses, queries, hashes and limits are the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from invitations.models import NonMember
from network.members.models import ImportedPerson, Member
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory
from tests.members import account
from tests.privacy.savepoints import rolled_back
from tests.privacy.scenarios import first_difference, freeze_time, mask

KINDS = {
    "unused": "nobody.1@example.org",
    "member, primary": "member.1@example.org",
    "member, secondary": "second.1@example.net",
    "unverified account": "wanted.1@example.org",
    "unverified, of another member": "claims.1@example.org",
    "inactive": "resign.1@example.org",
    "staff": "keeper.1@example.org",
    "refused the sender": "refuse.1@example.org",
    "opted out": "newcom.1@example.org",
    "imported": "import.1@example.org",
    "other case": "MEMBER.1@Example.org",
    "plus addressing": "member+1@example.org",
}
PASSWORD = "two desks apart"
MAX_ATTEMPTS = 40
DEFAULT_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]


@pytest.fixture
def members(db, anna, bruno):
    """A member or non-member for each kind of address; Anna's allowance is restricted."""
    member = MemberFactory(email=KINDS["member, primary"])
    member.emailaddress_set.create(email=KINDS["member, secondary"], verified=True)
    member.emailaddress_set.create(email=KINDS["unverified, of another member"])
    wanted = Member.objects.create(email=KINDS["unverified account"], name="Wanda Want")
    wanted.emailaddress_set.create(email=wanted.email, primary=True)
    MemberFactory(email=KINDS["inactive"], is_active=False)
    MemberFactory(email=KINDS["staff"], is_staff=True)
    refusal = reception_of(invite(anna, MemberFactory(email=KINDS["refused the sender"])))
    refusal.ignore()
    refusal.say_unknown()
    with transaction.atomic():
        NonMember.objects.lock(KINDS["opted out"]).opt_out()
    ImportedPerson.objects.create(address=KINDS["imported"], name="Ida Importata")
    anna.allowance.restrict()


def sign_up(browser, address):
    return browser.post("/accounts/signup/", {"name": "Nina", "email": address, "password1": PASSWORD})


def sign_up_by_passkey(browser, address):
    return browser.post("/accounts/signup/passkey/", {"name": "Nina", "email": address})


def resend_code(browser, address):
    response = sign_up_by_passkey(browser, address)
    return response if response.status_code == 429 else browser.post("/joining/code/again/")


def reset_password(browser, address):
    return browser.post("/accounts/password/reset/", {"email": address})


def sign_in(browser, address):
    return browser.post("/accounts/login/", {"login": address, "password": PASSWORD})


def invite_by_email(browser, address):
    return browser.post("/invitations/by-email/", {"email": address, "note": "Good day"})


def try_address_gate(browser, address):
    return browser.post("/members/bruno/invite/", {"email": address, "note": "Good day"})


def resend_confirmation(browser, address):
    return browser.post("/accounts/email/", {"action_send": "", "email": address})


def add_address(browser, address):
    return browser.post("/accounts/email/", {"action_add": "", "email": address})


Action = Callable[[Client, str], Any]
SIGNED_OUT = [sign_up, sign_up_by_passkey, resend_code, reset_password, sign_in]
SIGNED_IN = [invite_by_email, try_address_gate, resend_confirmation, add_address]
RESPONSES = {
    sign_up: (302, "/joining/"),
    sign_up_by_passkey: (302, "/joining/code/"),
    resend_code: (302, "/joining/code/"),
    reset_password: (302, "/accounts/password/reset/done/"),
    sign_in: (200, None),
    invite_by_email: (302, "/invitations/sent/"),
    try_address_gate: (302, "/invitations/sent/"),
    resend_confirmation: (302, "/accounts/email/"),
    add_address: (302, "/accounts/confirm-email/"),
}
FIRST_REFUSED = {sign_up: 31, sign_up_by_passkey: 31, resend_code: 31, reset_password: 21, sign_in: 6}
"""The number of the first attempt with one address that gets 429."""
each_action = pytest.mark.parametrize("action", SIGNED_OUT + SIGNED_IN, ids=lambda action: action.__name__)


@pytest.fixture
def browser_for(members, anna):
    """A test client for an action: signed in as Anna and reauthenticated if the action requires it, else anonymous."""

    def browser(action: Action) -> Client:
        if action in SIGNED_OUT:
            return Client()
        anna.set_password(PASSWORD)
        anna.save()
        client = Client()
        client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        return client

    return browser


@pytest.fixture
def hashes(monkeypatch):
    """The passwords hashed since the last `clear()`, to store or to compare them."""
    passwords: list[str] = []
    original = MD5PasswordHasher.encode

    def encode(self, password, salt):
        passwords.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return passwords


def observe(browser: Client, action: Action, address: str, hashes: list[str]) -> list[tuple[str, Any]]:
    """Everything that a visitor could see or measure of an action, including the page it redirects to."""
    hashes.clear()
    with CaptureQueriesContext(connection) as captured:
        response = action(browser, address)
        statements = [shape(query["sql"]) for query in captured]
    pages = [response, browser.get(response["Location"])] if response.status_code == 302 else [response]
    observed: list[tuple[str, Any]] = [("statements", statements), ("hashes", len(hashes))]
    return observed + [part for page in pages for part in visible(page, address)]


def visible(page: Any, address: str) -> list[tuple[str, Any]]:
    """Status, headers, cookies and body, without the Expires header and the signed messages cookie."""
    headers = {name: value for name, value in page.headers.items() if name != "Expires"}
    return [
        ("status", page.status_code),
        ("headers", mask(sorted(headers.items()))),
        ("cookies", re.sub(r"messages=\S+", "messages", mask(page.cookies.output()))),
        ("body", without_address(mask(page.content.decode()), address)),
    ]


def shape(sql: str) -> str:
    """Return the statement without its values."""
    return re.sub(r"'(?:[^']|'')*'|\b\d+\b|\"s\d+_x\d+\"|s\d+_x\d+|_django_curs_\w+", "?", sql)


def without_address(text: str, address: str) -> str:
    """Return the text without the address, which the visitor typed."""
    return re.sub(
        re.escape(address).replace(r"\+", r"(?:\+|&#x2B;|%2B)"), "address", text, flags=re.IGNORECASE
    )


def differences(
    browser: Client, action: Action, hashes: list[str], instant: datetime, sign_ups_before: int = 0
) -> list[str]:
    """Where the action shows one kind of address apart from the first; each after sign-ups that the worker has answered."""
    observed = {}
    for kind, address in KINDS.items():
        cookies = browser.cookies.copy()
        with rolled_back(), pytest.MonkeyPatch.context() as patch:
            freeze_time(patch, instant)
            cache.clear()  # a cache outside the database is not rolled back
            for _ in range(sign_ups_before):
                sign_up(Client(), address)
                work()
            observed[kind] = observe(browser, action, address, hashes)
        browser.cookies = cookies
    reference, *others = observed
    return [
        difference
        for kind in others
        if (difference := first_difference(kind, observed[reference], observed[kind]))
    ]


@each_action
def test_no_form_distinguishes_addresses(browser_for, hashes, action, clock):
    browser = browser_for(action)
    assert differences(browser, action, hashes, clock.instant) == []


@pytest.mark.parametrize("sign_ups", [1, 2], ids=["letter sent", "letter held"])
def test_signing_in_after_a_sign_up_does_not_distinguish_addresses(browser_for, hashes, clock, sign_ups):
    """With the password of the sign-up, which the worker has answered."""
    assert differences(browser_for(sign_in), sign_in, hashes, clock.instant, sign_ups) == []


def test_signing_in_takes_one_hash(members, hashes):
    for number, address in enumerate(KINDS.values()):
        sign_in(Client(REMOTE_ADDR=f"100.64.{number}.1"), address)
    assert len(hashes) == len(KINDS)


@each_action
def test_the_response_of_each_form(browser_for, action):
    response = action(browser_for(action), KINDS["member, primary"])
    assert (response.status_code, response.get("Location")) == RESPONSES[action]


@pytest.mark.parametrize("action", SIGNED_OUT, ids=lambda action: action.__name__)
def test_the_defaults_of_allauth_distinguish_addresses(browser_for, hashes, action, clock, settings):
    """Otherwise the comparison above would prove nothing."""
    settings.ACCOUNT_FORMS, settings.ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = {}, False
    settings.AUTHENTICATION_BACKENDS = DEFAULT_BACKENDS
    assert differences(browser_for(action), action, hashes, clock.instant) != []


def first_refused_attempt(browser: Client, action: Action, address: str) -> int:
    """The number of the first attempt that gets 429."""
    return next(n for n in range(1, MAX_ATTEMPTS) if action(browser, address).status_code == 429)


@pytest.mark.parametrize("action", SIGNED_OUT, ids=lambda action: action.__name__)
def test_the_limit_is_the_same_for_each_kind_of_address(browser_for, action, frozen_time):
    """Attempts are counted before the member is looked up, so a limit distinguishes no address."""
    attempts = {}
    for kind, address in KINDS.items():
        with rolled_back():
            cache.clear()
            attempts[kind] = first_refused_attempt(browser_for(action), action, address)
    assert attempts == dict.fromkeys(KINDS, FIRST_REFUSED[action])


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
def test_the_handle_of_a_new_member_does_not_count_sign_ups_with_unused_addresses(db, anna, path):
    handles = []
    for address in (anna.email, "unused@example.org"):
        with rolled_back():
            account.sign_up(Client(), path, name="Zeno Zeri", email=address)
            work()
            account.sign_up(Client(), name="Zeno Zeri", email="zeno@example.net")
            account.confirm(Client(), address="zeno@example.net")
            handles.append(Member.objects.get(email="zeno@example.net").handle)
    assert handles == ["zeno-zeri", "zeno-zeri"]
