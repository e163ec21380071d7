"""A row that changes between reading and locking: the verb begins again."""

from __future__ import annotations

import pytest

from invitations.errors import NotOpen
from invitations.models import Block, Delivery, Invitation, Reception
from invitations.models.invitation import InvitationQuerySet
from invitations.transitions import Conflict
from invitations.worker import blocks, delivery
from tests.conftest import invite


@pytest.fixture
def appears_late(monkeypatch):
    """The pair's reception is found from the second time on."""
    times, find = [], Reception.standing_between
    monkeypatch.setattr(
        Reception,
        "standing_between",
        lambda a, b: times.append(1) or (find(a, b) if len(times) > 1 else None),
    )


@pytest.fixture
def block(anna, bruno, clock):
    """Bruno's block of Anna, who invites his address, before the worker has processed either."""
    Invitation.objects.send_to_address(anna, bruno.email)
    delivery.deliver(Delivery.objects.get().pk)
    return Block.objects.create(blocker=bruno, blocked=anna, at=clock.now())


def test_a_block_whose_reception_appears_late_begins_again(block, appears_late, bruno):
    bruno.emailaddress_set.all().delete()
    with pytest.raises(Conflict):
        blocks._end_standing_reception.__wrapped__(block)


def test_a_delivery_whose_reception_appears_late_begins_again(anna, bruno, appears_late):
    Invitation.objects.send_to_address(anna, bruno.email)
    row = Delivery.objects.get()
    Reception.receive(Invitation.objects.send(anna, bruno), bruno, row.requested_at, "")
    with pytest.raises(Conflict):
        delivery._deliver_proposal(row)


@pytest.fixture
def before_locking(monkeypatch):
    """A function: from now on the invitations that a verb locks get these columns just before."""
    lock = InvitationQuerySet.lock

    def change(**columns):
        def change_and_lock(rows, *ids):
            rows.filter(pk__in=ids).update(**columns)
            return lock(rows, *ids)

        monkeypatch.setattr(InvitationQuerySet, "lock", change_and_lock)

    return change


def test_a_block_of_somebody_who_has_just_been_accepted_begins_again(anna, bruno, clock, before_locking):
    invite(anna, bruno)
    before_locking(status="accepted", accepted_at=clock.now())
    with pytest.raises(Conflict):
        Block.objects.all()._lock_open_invitations(anna, bruno)


def test_an_invitation_that_has_just_ended_cannot_be_crossed(anna, bruno, clock, before_locking):
    invite(anna, bruno)
    before_locking(status="closed", closed_at=clock.now())
    with pytest.raises(NotOpen):
        Invitation.objects.send(bruno, anna)


def test_what_ended_while_it_was_blocked_is_left_alone(anna, bruno, clock, before_locking):
    Invitation.objects.send(anna, bruno)
    before_locking(status="closed", closed_at=clock.now())
    assert Block.objects.block(anna, bruno)
