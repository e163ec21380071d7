"""`bruno+anything@` reaches the mailbox of `bruno@`: what its reader has said, and the limits, hold for both spellings."""

import pytest

from invitations.models import Block, NonMember
from invitations.models.non_member import address_digest
from network.common.addresses import mailbox_of
from network.members.models import LetterBudget
from notifications.models import CapturedEmail
from tests.conftest import invite, invite_address, reception_of, refuse, tick
from tests.factories import MemberFactory

ADA = "ada@example.net"


def mails_to(address) -> int:
    return CapturedEmail.objects.filter(to__startswith=address.partition("@")[0]).count()


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada+news@example.net", ADA),
        ("ada+a+b@example.net", ADA),
        ("ADA+1@Example.net", ADA),
        (ADA, ADA),
        ("+ada@example.net", "+ada@example.net"),
        ("ada@plus+sign", "ada@plus+sign"),
    ],
)
def test_the_mailbox_is_what_stands_before_the_plus_sign(address, mailbox):
    assert mailbox_of(address) == mailbox


def test_many_senders_reach_a_mailbox_once_a_day(anna, carla):
    for number, sender in enumerate([anna, carla, MemberFactory()]):
        invite_address(sender, f"ada+{number}@example.net")
    assert mails_to(ADA) == 1


def test_never_again_holds_for_every_spelling(anna):
    NonMember.objects.lock("ada+1@example.net").opt_out()
    for address in (ADA, "ada+1@example.net", "ada+2@example.net"):
        invite_address(anna, address)
    assert mails_to(ADA) == 0


def test_never_again_said_before_mailboxes_were_told_apart_still_holds(anna):
    old = NonMember.objects.create(digest=address_digest("ada+1@example.net"))
    old.opt_out()
    invite_address(anna, "ada+1@example.net")
    assert mails_to(ADA) == 0


@pytest.mark.parametrize("silence", ["block", "say_unknown"])
def test_who_is_unwanted_reaches_no_spelling_of_a_members_address(anna, bruno, silence):
    if silence == "block":
        Block.objects.block(bruno, anna)
    else:
        reception = reception_of(invite(anna, bruno))
        refuse(reception)
    before = mails_to(bruno.email)
    invitation = invite_address(anna, bruno.email.replace("@", "+1@"))
    assert mails_to(bruno.email) == before
    assert invitation.deliveries.get().outcome == "held"


def test_a_member_is_told_of_one_sender_once_a_day_under_every_spelling(anna, bruno):
    invite(anna, bruno)
    invite_address(anna, bruno.email.replace("@", "+1@"))
    assert mails_to(bruno.email) == 1


def test_a_block_stops_reminders_to_join_at_another_spelling(anna, bruno, clock):
    invite_address(anna, bruno.email.replace("@", "+1@"))
    Block.objects.block(bruno, anna)
    clock.move(days=8)
    tick()
    assert mails_to(bruno.email) == 1


def test_a_stranger_reaches_a_member_at_another_spelling(anna, bruno):
    invite_address(anna, bruno.email.replace("@", "+1@"))
    assert mails_to(bruno.email) == 1


def test_account_letters_share_the_budget_of_the_mailbox(db):
    LetterBudget.objects.lock("ada+1@example.net")
    LetterBudget.objects.lock("ada+2@example.net")
    assert LetterBudget.objects.count() == 1
