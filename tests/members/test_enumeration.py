"""P-ENUM: no form tells whether anybody has an address, nor who: not by what it answers, writes, hashes or counts."""

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
from network.members.models import Member
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory
from tests.privacy.savepoints import rolled_back
from tests.privacy.scenarios import first_difference, freeze_time, mask

KINDS = {
    "nobody's": "nobody.1@example.org",
    "a member's": "member.1@example.org",
    "a member's second": "second.1@example.net",
    "never verified": "wanted.1@example.org",
    "claimed by another": "claims.1@example.org",
    "switched off": "resign.1@example.org",
    "staff's": "keeper.1@example.org",
    "who refused": "refuse.1@example.org",
    "never again": "newcom.1@example.org",
    "oddly spelled": "MEMBER.1@Example.org",
    "with a plus": "member+1@example.org",
}
PASSWORD = "two desks apart"
MOST = 40
USUAL_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]


@pytest.fixture
def town(db, anna, bruno):
    """Somebody behind each kind of address; Anna may invite only whose address she knows."""
    member = MemberFactory(email=KINDS["a member's"])
    member.emailaddress_set.create(email=KINDS["a member's second"], verified=True)
    member.emailaddress_set.create(email=KINDS["claimed by another"])
    wanted = Member.objects.create(email=KINDS["never verified"], name="Wanda Want")
    wanted.emailaddress_set.create(email=wanted.email, primary=True)
    MemberFactory(email=KINDS["switched off"], is_active=False)
    MemberFactory(email=KINDS["staff's"], is_staff=True)
    refusal = reception_of(invite(anna, MemberFactory(email=KINDS["who refused"])))
    refusal.ignore()
    refusal.say_unknown()
    with transaction.atomic():
        NonMember.objects.lock(KINDS["never again"]).opt_out()
    anna.allowance.restrict()
    return anna


def sign_up(browser, address):
    return browser.post("/accounts/signup/", {"name": "Nina", "email": address, "password1": PASSWORD})


def sign_up_by_passkey(browser, address):
    return browser.post("/accounts/signup/passkey/", {"name": "Nina", "email": address})


def ask_for_another_code(browser, address):
    sign_up_by_passkey(browser, address)
    return browser.post("/joining/code/again/")


def forget(browser, address):
    return browser.post("/accounts/password/reset/", {"email": address})


def sign_in(browser, address):
    return browser.post("/accounts/login/", {"login": address, "password": PASSWORD})


def invite_by_email(browser, address):
    return browser.post("/invitations/by-email/", {"email": address, "note": "Good day"})


def knock_at_the_gate(browser, address):
    return browser.post("/members/bruno/invite/", {"email": address, "note": "Good day"})


def send_again(browser, address):
    return browser.post("/accounts/email/", {"action_send": "", "email": address})


def add_to_my_own(browser, address):
    return browser.post("/accounts/email/", {"action_add": "", "email": address})


Act = Callable[[Client, str], Any]
OUTSIDE = [sign_up, sign_up_by_passkey, ask_for_another_code, forget, sign_in]
INSIDE = [invite_by_email, knock_at_the_gate, send_again, add_to_my_own]
ANSWERS = {
    sign_up: (302, "/joining/"),
    sign_up_by_passkey: (302, "/joining/code/"),
    ask_for_another_code: (302, "/joining/code/"),
    forget: (302, "/accounts/password/reset/done/"),
    sign_in: (200, None),
    invite_by_email: (302, "/invitations/sent/"),
    knock_at_the_gate: (302, "/invitations/sent/"),
    send_again: (302, "/accounts/email/"),
    add_to_my_own: (302, "/accounts/confirm-email/"),
}
FIRST_REFUSED = {sign_up: 6, sign_up_by_passkey: 6, ask_for_another_code: 3, forget: 11, sign_in: 6}
"""Which attempt with one address is the first to be answered 429."""
named = pytest.mark.parametrize("act", OUTSIDE + INSIDE, ids=lambda act: act.__name__)


@pytest.fixture
def browser_for(town, client_for):
    """Anna's browser for what is asked inside, else nobody's; she has just shown that it is her."""

    def browser(act: Act) -> Client:
        if act in OUTSIDE:
            return Client()
        town.set_password(PASSWORD)
        town.save()
        inside = Client()
        inside.post("/accounts/login/", {"login": town.email, "password": PASSWORD})
        inside.post("/accounts/reauthenticate/", {"password": PASSWORD})
        return inside

    return browser


@pytest.fixture
def hashes(monkeypatch):
    """Every password that is hashed, to be stored or to be compared."""
    found: list[str] = []
    whole = MD5PasswordHasher.encode

    def encode(self, password, salt):
        found.append(password)
        return whole(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return found


def learnt(browser: Client, act: Act, address: str, hashes: list[str]) -> list[tuple[str, Any]]:
    """All that somebody could see, measure or wait for, up to the page where they end."""
    hashes.clear()
    with CaptureQueriesContext(connection) as caught:
        answer = act(browser, address)
        statements = [shape(query["sql"]) for query in caught]
    pages = [answer, browser.get(answer["Location"])] if answer.status_code == 302 else [answer]
    seen: list[tuple[str, Any]] = [("statements", statements), ("hashes", len(hashes))]
    return seen + [each for page in pages for each in visible(page, address)]


def visible(page: Any, address: str) -> list[tuple[str, Any]]:
    """Without the second in which it runs out; what the cookie of messages says stands on the page."""
    headers = {name: value for name, value in page.headers.items() if name != "Expires"}
    return [
        ("status", page.status_code),
        ("headers", mask(sorted(headers.items()))),
        ("cookies", re.sub(r"messages=\S+", "messages", mask(page.cookies.output()))),
        ("body", nameless(mask(page.content.decode()), address)),
    ]


def shape(sql: str) -> str:
    """A statement without its values."""
    return re.sub(r"'(?:[^']|'')*'|\b\d+\b|\"s\d+_x\d+\"|s\d+_x\d+|_django_curs_\w+", "?", sql)


def nameless(text: str, address: str) -> str:
    """Without the address, which whoever typed it knows."""
    return re.sub(
        re.escape(address).replace(r"\+", r"(?:\+|&#x2B;|%2B)"), "address", text, flags=re.IGNORECASE
    )


def differences(browser: Client, act: Act, hashes: list[str], instant: datetime) -> list[str]:
    seen = {}
    for kind, address in KINDS.items():
        cookies = browser.cookies.copy()
        with rolled_back(), pytest.MonkeyPatch.context() as patch:
            freeze_time(patch, instant)
            cache.clear()  # one that is not in the database has not been rolled back
            seen[kind] = learnt(browser, act, address, hashes)
        browser.cookies = cookies
    calm, *others = seen
    return [found for kind in others if (found := first_difference(kind, seen[calm], seen[kind]))]


@named
def test_no_form_tells_one_address_from_another(browser_for, hashes, act, clock):
    browser = browser_for(act)
    assert differences(browser, act, hashes, clock.instant) == []


@named
def test_what_each_form_answers(browser_for, act):
    answer = act(browser_for(act), KINDS["a member's"])
    assert (answer.status_code, answer.get("Location")) == ANSWERS[act]


@pytest.mark.parametrize("act", OUTSIDE, ids=lambda act: act.__name__)
def test_the_usual_ways_tell(browser_for, hashes, act, clock, settings):
    """Or the comparison above would prove nothing."""
    settings.ACCOUNT_FORMS, settings.ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = {}, False
    settings.AUTHENTICATION_BACKENDS = USUAL_BACKENDS
    assert differences(browser_for(act), act, hashes, clock.instant) != []


def limit_of(browser: Client, act: Act, address: str) -> int:
    """At which attempt the first 429 comes."""
    return next(n for n in range(1, MOST) if act(browser, address).status_code == 429)


@pytest.mark.parametrize("act", OUTSIDE, ids=lambda act: act.__name__)
def test_a_limit_comes_at_the_same_attempt_for_each(browser_for, act, monkeypatch):
    """CountSubquery before anybody is looked for, as the statements above show; so at one instant nobody is told apart."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: 2_000_000_000.0)
    reached = {}
    for kind, address in KINDS.items():
        with rolled_back():
            cache.clear()
            reached[kind] = limit_of(browser_for(act), act, address)
    assert reached == dict.fromkeys(KINDS, FIRST_REFUSED[act])
