"""The sign-in provider in a browser, whose policy lets no form lead to another site."""

import pytest
from allauth.socialaccount.models import SocialAccount

from tests.oidc.conftest import LINKS, issuer
from tests.oidc.issuer import ANNA, MALLORY

__all__ = ["issuer"]
pytestmark = pytest.mark.browser


@pytest.fixture
def site(issuer, settings, live_server):
    settings.SITE_URL = live_server.url
    return issuer


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_linking_and_signing_in(site, at_browser, anna, java_script_enabled):
    person = at_browser(anna)
    person.visit(LINKS)
    person.press("Link School")
    person.sees("anna@school.example")
    visitor = at_browser()
    visitor.visit("/accounts/login/")
    visitor.press("Continue with School")
    visitor.sees_heading("Hello, Anna")
    visitor.visit("/settings/")
    visitor.sees_heading("Settings")
    assert SocialAccount.objects.get().user == anna


def test_joining(site, at_browser):
    site.person = ANNA | {"sub": "nina-1", "email": "nina@school.example", "name": "Nina Nuova"}
    person = at_browser()
    person.visit("/accounts/signup/")
    person.press("Continue with School")
    person.page.wait_for_url("**/accounts/oidc/join/")
    person.press("Join")
    person.sees_heading("Hello, Nina")
    person.visit(LINKS)
    person.sees("This is your only way to sign in.")


def test_an_error_is_a_page(site, at_browser):
    site.person = MALLORY | {"aud": "another-client"}
    person = at_browser()
    person.visit("/accounts/login/")
    person.press("Continue with School")
    person.sees_heading("Signing in didn’t work")
