"""Forms on pages that send no referrer: browsers send "Origin: null" with them."""

import pytest
from django.test import Client

from tests.members.account import PASSWORD

FORM = {"name": "Nina Nuova", "password1": PASSWORD}


@pytest.fixture
def visitor(db):
    """A client with the CSRF check, and a token of it."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/signup/")
    return browser


def post(browser, headers, token=None) -> int:
    data = {"csrfmiddlewaretoken": token or browser.cookies["csrf"].value, "theme": "dark"}
    return browser.post("/theme/", data, headers=headers).status_code


def test_a_page_of_this_site_may_send_a_form(visitor):
    assert post(visitor, {"origin": "null", "sec-fetch-site": "same-origin"}) == 302


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_page_of_another_site_may_not(visitor, site):
    assert post(visitor, {"origin": "null", "sec-fetch-site": site}) == 403


def test_the_token_is_still_needed(visitor):
    assert post(visitor, {"origin": "null", "sec-fetch-site": "same-origin"}, token="a" * 32) == 403


def test_another_origin_is_refused_whatever_the_browser_says(visitor):
    assert post(visitor, {"origin": "https://evil.example", "sec-fetch-site": "same-origin"}) == 403
