"""One mailbox is one person: 200 spellings of ten addresses, through every form, file, webhook, limit and look-up."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from invitations.contact_import import read_file, split_addresses
from invitations.models import Invitation, NonMember
from invitations.models.non_member import address_digest
from network.common.addresses import normalise_address, readable_address
from network.common.hashing import keyed_hash
from network.members.models import AccountRequest, Member
from notifications.models import Outbox, Suppression
from tests.conftest import work
from tests.factories import MemberFactory

MAILBOXES = [
    "bruno@example.org", "b.verdi+work@example.net", "kai@xn--bcher-kva.example", "x_1@sub.example.com",
    "o'neill@example.org", "dora-n@xn--ngstrm-hua5l.example", "ren@xn--r8jz45g.xn--zckzah", "a@example.io", "9@example.org",
    "omar@xn--mgbh0fb.xn--kgbechtv",
]  # fmt: skip


def _full_width_domain(address: str) -> str:
    local, _at, domain = address.partition("@")
    return f"{local}@{''.join(chr(ord(each) + 0xFEE0) for each in domain)}"


VARIATIONS: list[Callable[[str], str]] = [
    str.upper, str.title, readable_address, lambda text: readable_address(text).upper(),
    lambda text: unicodedata.normalize("NFD", readable_address(text)),
    lambda text: f" {text}\t", lambda text: f"{text}\u200b", lambda text: f"\ufeff{text}", lambda text: f"\u2066{text}\u2069",
    lambda text: f"{text}\u3164", lambda text: f"\u00ad{text}\u2060", lambda text: text.replace("@", "\uff20"),
    _full_width_domain, lambda text: text[::-1].replace(".", "\u3002", 1)[::-1],
    lambda text: f"mailto:{text}", lambda text: f"<{text}>", lambda text: f"\u201c{text}\u201d", lambda text: f"{text}.",
    lambda text: f"{text}\u060c", lambda text: f"{text}\u061b",
    lambda text: f"({text})", lambda text: f"\u00ab{text}\u00bb", lambda text: f"{text}\u00a0", lambda text: f"[{text}]",
]  # fmt: skip
SPELLINGS = [(vary(mailbox), mailbox) for mailbox in MAILBOXES for vary in VARIATIONS]


def drawn(mailbox: str) -> list[str]:
    """Three spellings of this mailbox, others in each run."""
    return random.sample([typed for typed, canonical in SPELLINGS if canonical == mailbox], 3)


def test_there_are_two_hundred_spellings():
    assert len({typed for typed, _canonical in SPELLINGS}) >= 200


def test_every_spelling_is_one_form_one_hash_one_line():
    for typed, canonical in SPELLINGS:
        assert normalise_address(typed) == canonical
        assert address_digest(typed) == address_digest(canonical)
        assert split_addresses(typed) == [canonical]


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_every_spelling_finds_the_member(db, mailbox):
    member = MemberFactory(email=mailbox)
    for typed, canonical in SPELLINGS:
        if canonical == mailbox:
            assert Member.objects.with_address(typed) == member


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_a_file_of_all_spellings_has_one_person(mailbox):
    lines = [typed for typed, canonical in SPELLINGS if canonical == mailbox and "\n" not in typed]
    book = read_file(
        "\n".join(["Name,E-mail", *(f"Somebody,{line}" for line in lines)]).encode(), "people.csv"
    )
    assert [entry.address for entry in book.entries] == [mailbox]


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_sign_up_and_reset_ask_for_one_mailbox(db, mailbox):
    for typed in drawn(mailbox):
        cache.clear()
        data = {"name": "Nina", "email": typed, "password1": "two desks apart"}
        assert Client().post("/accounts/signup/", data).status_code == 302
        assert Client().post("/accounts/password/reset/", {"email": typed}).status_code == 302
    assert set(AccountRequest.objects.values_list("address", flat=True)) == {mailbox}


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_every_spelling_signs_in(db, mailbox):
    MemberFactory(email=mailbox, password="two desks apart")
    for typed in drawn(mailbox):
        data = {"login": typed, "password": "two desks apart"}
        assert Client().post("/accounts/login/", data).status_code == 302


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_an_invitation_and_the_gate_store_one_mailbox(anna, client_for, mailbox):
    anna.allowance.restrict()
    browser = client_for(anna)
    for typed in drawn(mailbox):
        Invitation.objects.all().update(status="closed")
        browser.post("/invitations/by-email/", {"email": typed})
        browser.post(f"/members/{MemberFactory().handle}/invite/", {"email": typed})
    assert list(Invitation.objects.values_list("address", flat=True)) == [mailbox] * 6


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_an_added_address_and_a_new_member_are_one_mailbox(anna, confirmed_client_for, admin_client, mailbox):
    confirmed_client_for(anna).post("/accounts/email/", {"action_add": "", "email": drawn(mailbox)[0]})
    work()
    assert Outbox.objects.get(kind="account").address == mailbox
    anna.emailaddress_set.create(email=mailbox, verified=True)
    new = {"email": drawn(mailbox)[0], "name": "Nina", "usable_password": "false"}
    page = admin_client.post("/admin/members/member/add/", new)
    assert "A member already has this address." in page.content.decode()


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_opting_out_and_bouncing_hold_for_every_spelling(db, mailbox, clock):
    first, second, third = drawn(mailbox)
    NonMember.objects.create(digest=address_digest(first), opted_out_at=clock.now())
    Suppression.objects.record(first, Suppression.Kind.BOUNCE, "event", "", clock.now())
    assert NonMember.objects.has_opted_out(second)
    assert Suppression.objects.cancel_reason(third)


@pytest.mark.parametrize("typed", ["kai@bücher.example", "KAI@xn--bcher-kva.example"])
def test_every_spelling_finds_what_was_sent_and_who_it_is(anna, client_for, admin_client, typed):
    MemberFactory(email="kai@xn--bcher-kva.example", name="Kai Bücher")
    Invitation.objects.send_to_address(anna, "kai@bücher.example")
    page = client_for(anna).get("/invitations/sent/", {"q": typed}).content.decode()
    assert "kai@bücher.example" in page
    for path in ("members/member", "account/emailaddress"):
        assert "Kai Bücher" in admin_client.get(f"/admin/{path}/", {"q": typed}).content.decode()


def test_what_was_hashed_under_the_readable_form_still_holds(db, clock):
    NonMember.objects.create(
        digest=keyed_hash("invitations.address", "kai@bücher.example"), opted_out_at=clock.now()
    )
    assert NonMember.objects.has_opted_out("kai@xn--bcher-kva.example")


def test_an_address_that_is_stored_by_other_code_is_canonical_too(anna):
    EmailAddress.objects.create(user=anna, email="Kai@Bücher.example\u200b")
    assert anna.emailaddress_set.filter(email="kai@xn--bcher-kva.example").exists()
