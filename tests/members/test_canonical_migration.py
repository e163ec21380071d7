"""The migrations to canonical addresses, run on rows that were stored before there was one form."""

from __future__ import annotations

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps

from invitations.models import Invitation
from network.members.models import Member
from notifications.models import CapturedEmail, Outbox
from tests.conftest import invite
from tests.factories import MemberFactory

OLD, CANONICAL = "kai@bücher.example", "kai@xn--bcher-kva.example"


def migrate() -> None:
    for app in ("network.members", "invitations", "notifications"):
        import_module(f"{app}.migrations.0002_canonical_addresses").rewrite(apps, None)


def stored_as(member: Member, address: str) -> Member:
    """The member, whose verified address was stored in this form."""
    Member.objects.filter(pk=member.pk).update(email=address)
    member.emailaddress_set.update(email=address)
    return member


def test_a_member_is_found_by_every_spelling_afterwards(db):
    kai = stored_as(MemberFactory(), OLD)
    assert Member.objects.with_address(OLD) is None
    migrate()
    assert Member.objects.with_address(OLD) == Member.objects.get(email=CANONICAL) == kai


def test_of_two_accounts_the_first_keeps_the_mailbox(db, capsys):
    first, second = stored_as(MemberFactory(), OLD), stored_as(MemberFactory(handle="second"), CANONICAL)
    migrate()
    assert Member.objects.with_address(CANONICAL) == Member.objects.get(email=CANONICAL) == first
    assert not second.has_address(CANONICAL)
    assert Member.objects.get(pk=second.pk).email == "second@lost.invalid"
    assert f"second: {CANONICAL} belongs to another account." in capsys.readouterr().out


def test_one_account_keeps_one_row_of_a_mailbox(anna):
    for address, verified in ((CANONICAL, False), (f"{CANONICAL}\u200b", True)):
        EmailAddress.objects.bulk_create([EmailAddress(user=anna, email=address, verified=verified)])
    migrate()
    assert anna.emailaddress_set.get(email=CANONICAL).verified


@pytest.mark.parametrize("spellings", [[OLD], [CANONICAL, OLD]])
def test_one_open_invitation_to_a_mailbox_is_left(anna, spellings):
    for address in spellings:
        invitation = Invitation.objects.send_to_address(anna, f"{len(address)}@example.org")
        Invitation.objects.filter(pk=invitation.pk).update(address=address)
    migrate()
    assert Invitation.objects.open().get().address == CANONICAL
    assert set(Invitation.objects.values_list("address", flat=True)) == {CANONICAL}


def test_the_outbox_and_captured_mail_are_rewritten(anna, bruno):
    invite(anna, bruno)
    Outbox.objects.exclude(address="").update(address=OLD)
    CapturedEmail.objects.update(to=OLD)
    migrate()
    assert set(Outbox.objects.exclude(address="").values_list("address", flat=True)) == {CANONICAL}
    assert set(CapturedEmail.objects.values_list("to", flat=True)) == {CANONICAL}


def test_an_account_with_an_encoded_word_is_named_and_gets_no_mail(anna, db, capsys):
    kai = stored_as(MemberFactory(handle="kai"), "=?utf-8?q?anna?=@example.org")
    import_module("network.members.migrations.0010_report_encoded_addresses").report(apps, None)
    assert "kai: =?utf-8?q?anna?=@example.org is an encoded word" in capsys.readouterr().out
    invite(anna, Member.objects.get(pk=kai.pk))
    assert Outbox.objects.get(member=kai).status == Outbox.Status.FAILED
