"""P-CFG: what stands in the head of every answer of a server, whoever asks for whatever, and however it ends."""

from __future__ import annotations

from http.cookies import SimpleCookie
from itertools import product

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bin.page_catalogue import CATALOGUE
from network.members.models import Connection
from tests.authz.conftest import invitation, people
from tests.authz.table import FORM, arguments, url_names
from tests.privacy.savepoints import rolled_back
from tests.test_settings import PRODUCTION, load

__all__ = ["invitation", "load", "people"]
HOST = "people.example.org"
OF_THE_BROWSER = ("SECURE_", "SESSION_COOKIE_", "CSRF_", "ALLOWED_HOSTS", "X_FRAME", "CONTENT_SECURITY")
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}


@pytest.fixture
def https(load, settings):
    """A browser of a server with these very settings, behind its proxy."""
    for name, value in load(**PRODUCTION).items():
        if name.startswith(OF_THE_BROWSER):
            setattr(settings, name, value)

    def browser(member=None, **more):
        client = Client(
            raise_request_exception=False, headers={"Host": HOST, "X-Forwarded-Proto": "https"}, **more
        )
        if member:
            client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


def every_address(values):
    """Of every URL of the resolver, the admin's too; where it names a row, of one that is or is not there."""
    for name in sorted(url_names()):
        yield address_of(name, values)


def address_of(name, values):
    known = values.get(CATALOGUE[name].argument, ["1"]) if name in CATALOGUE else ["1"]
    for args in ([], known, ["1"], ["members"], ["1", "1"]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes arguments that nobody knows here")


def faults(answer):
    """What is missing, or not strict."""
    policy, caching = (
        answer.headers.get("Content-Security-Policy", ""),
        answer.headers.get("Cache-Control", ""),
    )
    wrong = [name for name, value in EXACTLY.items() if answer.headers.get(name) != value]
    if "default-src 'none'" not in policy or "frame-ancestors" not in policy or "unsafe" in policy:
        wrong.append(f"Content-Security-Policy: {policy}")
    if answer.headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
        wrong.append("X-Frame-Options")
    if "private" not in caching or ("no-store" not in caching and "immutable" not in caching):
        wrong.append(f"Cache-Control: {caching}")
    return wrong + [f"cookie {name}" for name, cookie in answer.cookies.items() if not strict(name, cookie)]


def strict(name, cookie):
    if not cookie.value:
        return True  # it is being taken away
    hidden = cookie["httponly"] or name == "__Host-csrf"
    ours = name.startswith("__Host-") or name == "messages"
    return ours and hidden and cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


@pytest.mark.parametrize("role", ["anonymous", "recipient", "staff"])
def test_every_answer_is_strict(https, people, invitation, role):
    browser, wrong = https(people[role]), {}
    signed_in = {name: cookie.value for name, cookie in browser.cookies.items()}
    addresses = list(every_address(arguments(invitation, people["recipient"])))
    assert len(addresses) > 100
    for address, method in product(addresses, ("get", "post")):
        browser.cookies = SimpleCookie(signed_in)
        with rolled_back():
            if found := faults(getattr(browser, method)(address, FORM if method == "post" else {})):
                wrong[method, address] = found
    assert wrong == {}
    assert (browser.get("/members/").status_code == 200) == bool(signed_in)


@pytest.mark.parametrize(("fault", "status"), [(RuntimeError(), 500), (OperationalError(), 503)])
def test_faults_are_strict(https, anna, monkeypatch, fault, status):
    def broken(*_args):
        raise fault

    monkeypatch.setattr(Connection.objects, "annotate_for", broken)
    answer = https(anna).get("/members/")
    assert (answer.status_code, faults(answer)) == (status, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("get", "/", {"Host": "elsewhere.example"}, 400),
        ("post", "/accounts/login/", {}, 403),
        ("get", "/nowhere/", {}, 404),
        ("options", "/", {}, 405),
    ],
)
def test_error_pages_are_strict(https, method, address, headers, status):
    answer = getattr(https(enforce_csrf_checks=True), method)(address, headers=headers)
    assert (answer.status_code, faults(answer)) == (status, [])


@pytest.mark.django_db
def test_cookies_are_bound_to_the_host_and_to_https(https):
    browser = https()
    browser.get("/accounts/login/")
    assert set(browser.cookies) == {"__Host-csrf"}


def test_plain_http_is_sent_to_https_but_a_probe_on_the_machine(https, db):
    answer = https().get("/members/", headers={"X-Forwarded-Proto": "http"})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{HOST}/members/")
    assert https().get("/healthz", headers={"X-Forwarded-Proto": "http"}).status_code == 200
