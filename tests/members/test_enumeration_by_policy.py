"""Under each policy no form tells one kind of address from another, nor does the page behind a link that proves it."""

from __future__ import annotations

import pytest
from django.test import Client

from network import site
from tests.members.test_enumeration import (
    KINDS,
    browser_for,
    differences,
    hashes,
    invite_by_email,
    members,
    resend_code,
    sign_up,
    sign_up_by_passkey,
)
from tests.site.edit import edit_site

__all__ = ["browser_for", "hashes", "members"]

POLICIES = ["open", "invited", "domains", "domains_or_invited", "approval"]
each_policy = pytest.mark.parametrize("policy", POLICIES)


def set_policy(policy: str) -> None:
    """Read at once, so that the first of the requests which are compared does not read the change alone."""
    edit_site(signup_policy=policy, signup_domains="example.net")
    site.current()


@each_policy
@pytest.mark.parametrize(
    "action", [sign_up, sign_up_by_passkey, resend_code, invite_by_email], ids=lambda action: action.__name__
)
def test_no_form_distinguishes_addresses_under_any_policy(browser_for, hashes, action, policy, clock):
    set_policy(policy)
    assert differences(browser_for(action), action, hashes, clock.instant) == []


@each_policy
def test_the_form_is_the_same_after_each_decision(browser_for, hashes, policy, clock):
    """After sign-ups with the address that the worker has answered."""
    set_policy(policy)
    assert differences(browser_for(sign_up), sign_up, hashes, clock.instant, sign_ups_before=1) == []


@each_policy
def test_each_form_asks_nine_kinds_of_address_or_more(members, policy):
    set_policy(policy)
    urls = {sign_up(Client(REMOTE_ADDR=f"100.64.{n}.1"), kind).url for n, kind in enumerate(KINDS.values())}
    assert (len(KINDS) >= 9, urls) == (True, {"/joining/"})
