"""The security headers of every response in production, for every URL, role and status."""

from __future__ import annotations

from http.cookies import SimpleCookie
from itertools import product

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bin.page_catalogue import CATALOGUE
from network.common.middleware import SECURITY_HEADERS
from network.demo import time_travel
from tests.authz.conftest import invitation, people
from tests.authz.table import FORM, arguments, url_names
from tests.privacy.savepoints import rolled_back
from tests.test_settings import PRODUCTION, load

__all__ = ["invitation", "load", "people"]
HOST = "people.example.org"
SECURITY_SETTINGS = (
    "SECURE_", "SESSION_COOKIE_", "LANGUAGE_COOKIE_", "CSRF_", "ALLOWED_HOSTS", "X_FRAME", "CONTENT_SECURITY",
)  # fmt: skip
EXPECTED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    **SECURITY_HEADERS,
}


@pytest.fixture
def https(load, settings):
    """A function that makes a test client of a site with production settings behind an HTTPS proxy."""
    for name, value in load(**PRODUCTION).items():
        if name.startswith(SECURITY_SETTINGS):
            setattr(settings, name, value)

    def browser(member=None, **options):
        client = Client(
            raise_request_exception=False, headers={"Host": HOST, "X-Forwarded-Proto": "https"}, **options
        )
        if member:
            client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


def all_urls(values):
    """Yield a URL for every named pattern, the admin's too; arguments name rows that may or may not exist."""
    for name in sorted(url_names()):
        yield url_for(name, values)


def url_for(name, values):
    known = values.get(CATALOGUE[name].argument, ["1"]) if name in CATALOGUE else ["1"]
    for args in ([], known, ["1"], ["members"], ["1", "1"]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes unknown arguments")


def header_errors(response):
    """Return the headers and cookies of a response that are missing or not strict."""
    policy, caching = (
        response.headers.get("Content-Security-Policy", ""),
        response.headers.get("Cache-Control", ""),
    )
    errors = [name for name, value in EXPECTED_HEADERS.items() if response.headers.get(name) != value]
    if "default-src 'none'" not in policy or "frame-ancestors" not in policy or "unsafe" in policy:
        errors.append(f"Content-Security-Policy: {policy}")
    if response.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        errors.append("Referrer-Policy")
    if response.headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
        errors.append("X-Frame-Options")
    if "private" not in caching or ("no-store" not in caching and "immutable" not in caching):
        errors.append(f"Cache-Control: {caching}")
    return errors + [
        f"cookie {name}" for name, cookie in response.cookies.items() if not is_strict(name, cookie)
    ]


def is_strict(name, cookie):
    if not cookie.value:
        return True  # the cookie is being deleted
    hidden = cookie["httponly"] or name == "__Host-csrf"
    is_known = name.startswith("__Host-") or name in ("messages", "django_language")
    return is_known and hidden and cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


@pytest.mark.parametrize("role", ["anonymous", "recipient", "staff"])
def test_every_response_is_strict(https, people, invitation, monkeypatch, role):
    """A visitor sees every URL, a member all but the admin's, staff the admin's."""
    monkeypatch.setattr(time_travel, "reset_demo", lambda: None)  # it takes seconds
    browser, failures = https(people[role]), {}
    signed_in = {name: cookie.value for name, cookie in browser.cookies.items()}
    every_url = list(all_urls(arguments(invitation, people["recipient"])))
    urls = [url for url in every_url if role == "anonymous" or url.startswith("/admin/") == (role == "staff")]
    assert len(urls) > 50
    for url, method in product(urls, ("get", "post")):
        browser.cookies = SimpleCookie(signed_in)
        with rolled_back():
            if errors := header_errors(getattr(browser, method)(url, FORM if method == "post" else {})):
                failures[method, url] = errors
    assert failures == {}
    assert (browser.get("/members/").status_code == 200) == bool(signed_in)


@pytest.mark.parametrize(("error", "status"), [(RuntimeError(), 500), (OperationalError(), 503)])
def test_server_errors_are_strict(https, anna, monkeypatch, error, status):
    def fail(*_args):
        raise error

    monkeypatch.setattr("network.members.people.directory.render", fail)
    response = https(anna).get("/members/")
    assert (response.status_code, header_errors(response)) == (status, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("get", "/", {"Host": "elsewhere.example"}, 400),
        ("post", "/accounts/login/", {}, 403),
        ("get", "/nowhere/", {}, 404),
        ("options", "/", {}, 405),
        ("get", "/people", {}, 404),
        ("get", "/members", {}, 301),
        ("get", "/members/", {}, 302),
        ("get", "/static/js/missing.js", {}, 404),
    ],
)
def test_error_pages_are_strict(https, method, address, headers, status):
    response = getattr(https(enforce_csrf_checks=True), method)(address, headers=headers)
    assert (response.status_code, header_errors(response)) == (status, [])


@pytest.mark.django_db
def test_cookies_have_the_host_prefix(https):
    browser = https()
    browser.get("/accounts/login/")
    assert set(browser.cookies) == {"__Host-csrf"}
    assert browser.cookies["__Host-csrf"]["httponly"]


def test_http_redirects_to_https_except_the_health_check(https, db):
    response = https().get("/members/", headers={"X-Forwarded-Proto": "http"})
    assert (response.status_code, response.headers["Location"]) == (301, f"https://{HOST}/members/")
    assert header_errors(response) == ["Strict-Transport-Security"]  # which has no meaning without https
    assert https().get("/healthz", headers={"X-Forwarded-Proto": "http"}).status_code == 200


@pytest.mark.django_db
def test_the_answer_above_a_limit_is_strict(https, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    browser = https()
    browser.post("/accounts/login/")
    response = browser.post("/accounts/login/")
    assert (response.status_code, header_errors(response)) == (429, [])


HANDLES = ["bruno", "anna", "nobody"]


@pytest.mark.parametrize("number", range(len(HANDLES)))
def test_every_page_of_a_persona_has_the_policy(people, invitation, monkeypatch, number):
    """The pages of the split screen too, which are framed; each page for one of these handles."""
    monkeypatch.setattr(time_travel, "reset_demo", lambda: None)  # it takes seconds
    browser, policies = Client(raise_request_exception=False), {}
    urls = list(all_urls(arguments(invitation, people["recipient"])))[number :: len(HANDLES)]
    for url, method in product(urls, ("get", "post")):
        with rolled_back():
            response = getattr(browser, method)(
                f"/as/{HANDLES[number]}{url}", FORM if method == "post" else {}
            )
            policies[method, url] = response.headers.get("Content-Security-Policy", "")
    weak = {
        key for key, policy in policies.items() if "default-src 'none'" not in policy or "unsafe" in policy
    }
    assert weak == set()


@pytest.mark.django_db
def test_files_have_the_headers_of_pages(client):
    response = client.get("/static/css/app.css")
    assert response.status_code == 200
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
