"""A link to join or to confirm an address that no longer works says the same, by the same statements, for every cause."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from network import clock as clock_module
from network import site
from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.signup_link import SignupLink
from network.members.models import AccountRequest, Application, Member
from tests.conftest import mails, work
from tests.factories import MemberFactory
from tests.members.account import PASSWORD
from tests.members.ended_links import answers, differences
from tests.privacy.savepoints import rolled_back
from tests.site.edit import edit_site

NINA = "nina@example.org"
FORM = {"name": "Nina Nuova", "password1": PASSWORD, "words": "Please", "password": PASSWORD}


def member(_clock):
    MemberFactory(email=NINA)


def deactivated(_clock):
    MemberFactory(email=NINA, is_active=False)


def second_address(_clock):
    MemberFactory().emailaddress_set.create(email=NINA, verified=True)


def declined(_clock):
    Application.objects.apply(NINA, name="Nina", words="Please", language="en").decline()


def expired(clock):
    clock.move(days=-15)


def nobody(_clock):
    """Somebody without an account, whom the policy does not admit."""


TAKEN = [expired, member, deactivated, second_address]
SIGNUP = {
    "open": TAKEN, "domains_or_invited": [*TAKEN, nobody], "invited": [*TAKEN, nobody], "approval": [*TAKEN, declined],
}  # fmt: skip


def seen_in(worlds, clock, observe):
    """World → what is observed in it now, of a link that was made in it."""
    seen, now = {}, clock.instant
    for world in worlds:
        with rolled_back():
            world(clock)
            made, clock.instant = clock.instant, now
            cache.clear()
            seen[world.__name__] = observe(made)
    return seen


@pytest.mark.parametrize("policy", SIGNUP)
def test_a_link_that_proves_an_address_does_not_tell_why_it_ended(db, clock, policy):
    edit_site(signup_policy=policy)
    site.current()

    def observe(made):
        return answers(f"/joining/link/{SignupLink(NINA, 'en', made).token}/", FORM)

    seen = seen_in(SIGNUP[policy], clock, observe)
    assert "This link no longer works" in dict(seen["member"][1:5])["body"]
    assert differences(seen, "member") == []


def test_a_new_link_goes_to_the_address_of_the_old_one(db, client, clock):
    old = f"/joining/link/{SignupLink.make(NINA, 'en').token}/"
    clock.move(days=15)
    assert f'action="{old}again/"' in client.get(old).content.decode()
    assert client.post(f"{old}again/")["Location"] == f"{old}again/"
    work()
    assert "/joining/link/" in mails(NINA)[-1].text
    assert b"Check your e-mail" in client.get(f"{old}again/").content


def test_a_member_is_told_of_the_account(db, client):
    MemberFactory(email=NINA)
    client.post(f"/joining/link/{SignupLink.make(NINA, 'en').token}/again/")
    work()
    assert mails(NINA)[-1].subject == "You already have an account"


@pytest.mark.parametrize("end", ["", "again/"])
def test_a_token_that_we_did_not_make_is_unknown(db, client, end):
    assert client.get(f"/joining/link/abc/{end}").status_code == 404


def test_a_request_for_nobody_is_dropped(db):
    """That of a link whose address is erased."""
    AccountRequest.objects.request_join_link("")
    work()
    assert not AccountRequest.objects.exists()


def used(_clock, nina):
    nina.join()
    nina.emailaddress_set.update(verified=True)


def left(_clock, nina):
    Member.objects.filter(pk=nina.pk).delete()


def not_active(_clock, nina):
    Member.objects.filter(pk=nina.pk).update(is_active=False)


def old(clock, _nina):
    clock.move(days=-4)


def of_another(_clock, _nina):
    second_address(_clock)


@pytest.mark.parametrize("is_new", [True, False], ids=["sign-up", "added address"])
def test_a_link_that_confirms_does_not_tell_why_it_ended(db, clock, monkeypatch, is_new):
    monkeypatch.setattr(clock_module, "real_now", clock_module.now)
    nina = Member.objects.create(email=NINA, name="Nina", password="!") if is_new else MemberFactory()
    address = nina.emailaddress_set.create(email=NINA)
    key = Confirmation(address).key
    seen, now = {}, clock.instant
    for world in (used, left, not_active, old, of_another):
        with rolled_back():
            world(clock, nina)
            made = key if world != old else Confirmation(EmailAddress(user_id=nina.pk, email=NINA)).key
            clock.instant = now
            seen[world.__name__] = answers(f"/accounts/confirm-email/{made}/", FORM, again=False)
    assert seen["used"][1] == ("status", "404")
    assert differences(seen, "used") == []
