"""Invitations to addresses that nobody has verified: which are delivered once somebody has, and reminded only once."""

from __future__ import annotations

import pytest

from invitations.models import Invitation, JoinInvitation
from invitations.worker import delivery, non_members
from network.members.models import Member
from tests.conftest import work

FIRST, SECOND = "dora@example.net", "elio@example.net"


@pytest.fixture
def held(anna):
    """Two invitations of Anna, each to the address of a non-member."""
    invitations = [Invitation.objects.send_to_address(anna, address) for address in (FIRST, SECOND)]
    work()
    return invitations


def test_only_invitations_to_the_verified_address_are_decided_again(held):
    assert delivery.claim(FIRST) == 1


@pytest.mark.parametrize(
    ("columns", "released"), [({}, 1), ({"is_active": False}, 0), ({"joined_at": None}, 0)]
)
def test_only_an_address_of_a_joined_member_releases_an_invitation(held, columns, released):
    dora = Member.objects.create_user(FIRST, None, "Dora Neri")
    Member.objects.filter(pk=dora.pk).update(**columns)
    assert delivery.release_held() == released


def test_a_reminder_that_another_worker_has_sent_is_neither_sent_again_nor_postponed(held, clock):
    clock.move(days=30)
    due = JoinInvitation.objects.get(invitation=held[0])
    assert non_members._remind(due.pk, held[0].pk)
    next_reminder_at = JoinInvitation.objects.get(pk=due.pk).next_reminder_at
    assert not non_members._remind(due.pk, held[0].pk)
    assert JoinInvitation.objects.get(pk=due.pk).next_reminder_at == next_reminder_at


def test_reminders_that_are_not_due_do_not_hold_up_those_that_are(held, clock, monkeypatch):
    monkeypatch.setattr(non_members, "CHUNK_SIZE", 1)
    JoinInvitation.objects.filter(invitation=held[0]).update(next_reminder_at=None)
    clock.move(days=30)
    assert non_members.remind() == 1
