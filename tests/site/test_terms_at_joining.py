"""Every form that opens an account names the terms, and whoever joins by it has accepted them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from network import clock as clocks
from network.members.accounts.signup_link import SignupLink
from network.members.models import Application, Member, TermsAcceptance
from tests.conftest import invite_address, mails, work
from tests.imports.conftest import ROLL, bring_in, link_in, send_letters
from tests.invitations.conftest import newest_link
from tests.members.account import PASSWORD, confirm, find_code, latest_email_text, sign_in
from tests.oidc.conftest import JOIN, issuer
from tests.oidc.conftest import sign_in as sign_in_at
from tests.site.edit import edit_site, publish
from tests.site.test_terms import terms

__all__ = ["issuer", "terms"]

NINA = {"name": "Nina Nuova", "email": "nina@example.org", "password1": PASSWORD}
PERSON = {"sub": "nina-1", "email_verified": True, "name": "Nina Nuova"}


def with_password(browser, _issuer):
    """The page of the form, and a function that sends it with further fields and does what follows."""
    yield "/accounts/signup/"
    work()
    confirm(browser)
    sign_in(browser)


def with_passkey(browser, _issuer):
    yield "/accounts/signup/passkey/"
    browser.post("/joining/code/", {"code": find_code(latest_email_text())})


def with_signed_link(_browser, _issuer):
    yield f"/joining/link/{SignupLink.make('nina@example.org', 'en').token}/"


def with_approved_application(browser, issuer):
    edit_site(signup_policy="approval")
    Application.objects.apply("nina@example.org", name="Nina", words="Please", language="en").approve()
    yield from with_signed_link(browser, issuer)


def with_welcome_letter(_browser, _issuer):
    bring_in(ROLL.replace("Italiano", "English"))
    yield link_in(send_letters()[-1])


def with_invitation(_browser, _issuer):
    invite_address(Member.objects.get(), "nina@example.org")
    assert mails("nina@example.org")
    yield newest_link("/join/", "nina@example.org")


def at_provider(browser, issuer):
    sign_in_at(browser, issuer, PERSON | {"email": "nina@school.example"})
    yield JOIN


def at_provider_with_code(browser, issuer):
    sign_in_at(browser, issuer, PERSON | {"email": "nina@example.org"})
    yield JOIN
    browser.post("/joining/code/", {"code": find_code(latest_email_text())})


WAYS = [
    with_password, with_passkey, with_signed_link, with_approved_application, with_welcome_letter, with_invitation,
    at_provider, at_provider_with_code,
]  # fmt: skip
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


@pytest.fixture
def join(issuer, anna):
    """A function that joins; the text of the form's page. `between` runs while the form is open."""

    def join_by(browser: Client, way, between=lambda: None) -> str:
        steps = way(browser, issuer)
        path = next(steps)
        page = browser.get(path).content.decode()
        shown = dict(re.findall(r'name="(terms)" value="(\d+)"', page))
        between()
        browser.post(path, NINA | shown)
        list(steps)
        return page

    return join_by


@each_way
def test_the_form_names_the_terms_and_nobody_is_asked_again(terms, join, client, way):
    page = join(client, way)
    assert 'By joining, you accept the <a href="/about/terms/">terms of <bdi>Acquaint</bdi></a>.' in page
    acceptance = TermsAcceptance.objects.get()
    assert (acceptance.version, acceptance.member.name) == (1, "Nina Nuova")
    assert not client.get("/members/").get("Location", "").startswith("/terms/")


@each_way
def test_a_newer_version_asks_as_usual(terms, join, client, way):
    join(client, way, between=lambda: publish("terms", asks_members=True, en="Be very kind"))
    assert Member.objects.filter(name="Nina Nuova").exists()
    assert not TermsAcceptance.objects.exists()


@each_way
def test_without_terms_nothing_is_named_or_kept(join, client, way):
    assert "By joining" not in join(client, way)
    assert not TermsAcceptance.objects.exists()


def test_terms_that_do_not_ask_are_named_and_kept_too(join, client):
    publish("terms", en="Be kind")
    assert "By joining" in join(client, with_signed_link)
    assert TermsAcceptance.objects.get().version == 1


@pytest.mark.parametrize("version", ["", "0", "2", "x", "-1"])
def test_a_version_that_was_not_shown_is_not_kept(terms, client, version):
    link = next(with_signed_link(client, None))
    client.post(link, NINA | {"terms": version})
    assert Member.objects.get().name == "Nina Nuova"
    assert not TermsAcceptance.objects.exists()


def test_the_moment_is_that_of_the_form(terms, client, clock):
    """Not that at which the worker opens the account."""
    sent = clocks.now()
    client.post("/accounts/signup/", NINA | {"terms": "1"})
    clock.move(minutes=30)
    work()
    assert TermsAcceptance.objects.get().accepted_at == sent


def test_nothing_is_kept_where_no_account_is_opened(terms, anna, client):
    client.post("/accounts/signup/", NINA | {"email": anna.email, "terms": "1"})
    work()
    assert not TermsAcceptance.objects.exists()


def test_the_form_for_an_address_alone_opens_no_account(terms, client):
    edit_site(signup_policy="invited")
    assert "By joining" not in client.get("/accounts/signup/").content.decode()
