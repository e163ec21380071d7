from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from network.members.models import Member
from tests.factories import MemberFactory
from tests.members.account import PASSWORD, reauthenticate
from tests.members.conftest import frozen_time, frozen_totp_step
from tests.oidc.issuer import Issuer

__all__ = ["frozen_time", "frozen_totp_step"]

BEGIN, LINKS, JOIN = "/accounts/oidc/begin/", "/settings/linked-sign-in/", "/accounts/oidc/join/"


@pytest.fixture
def issuer(settings, db):
    running = Issuer()
    settings.SIGN_IN_PROVIDER = replace(settings.SIGN_IN_PROVIDER, issuer=running.url)
    cache.clear()
    yield running
    running.close()


@pytest.fixture
def anna(db):
    """A member with two addresses, one of which the provider gives out; she has linked nothing."""
    anna = MemberFactory(name="Anna Ricci", short_name="Anna", handle="anna", email="anna@example.org")
    anna.set_password(PASSWORD)
    anna.save()
    anna.emailaddress_set.create(email="anna@school.example", verified=True)
    return anna


@pytest.fixture
def linked(anna, issuer):
    return SocialAccount.objects.create(user=anna, provider=issuer.url, uid="anna-1")


def begin(browser: Client, **fields: str) -> str:
    """Press the button; the URL at the provider."""
    page = browser.post(BEGIN, fields)
    assert page.status_code == 200, page.status_code
    return url_in(page)


def url_in(page) -> str:
    """Where the page leads at the provider."""
    return unescape(re.search(r'href="(http://127[^"]+)"', page.content.decode())[1])


def sign_in(browser: Client, issuer: Issuer, person: dict[str, object], **fields: str):
    """Press the button and sign in at the provider as this person; the site's response."""
    return browser.get(issuer.authorize(begin(browser, **fields), **person))


def begin_link(browser: Client) -> str:
    reauthenticate(browser)
    return begin(browser)


def begin_confirmation(browser: Client, path: str = "/settings/") -> str:
    """The URL at the provider to which the page leads that asks to confirm before this one."""
    return url_in(browser.post("/accounts/oidc/confirm/", {"next": path}))


def member_of(browser: Client) -> Member | None:
    """The member who is signed in."""
    return Member.objects.filter(pk=browser.session.get("_auth_user_id")).first()
