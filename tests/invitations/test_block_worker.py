"""The worker's part of a block, which concerns invitations to addresses."""

import pytest

from invitations.models import Block, Delivery, Invitation, Reception
from invitations.worker import blocks
from network.members.models import Connection
from tests.conftest import invite, invite_address, reception_of, work


@pytest.fixture
def block(anna, bruno):
    """Function by which Bruno blocks Anna."""
    return lambda: Block.objects.block(bruno, anna)


def test_the_worker_ends_the_blockers_invitation_to_an_address_silently(anna, bruno, block):
    typed = invite_address(bruno, anna.email)
    block()
    assert Reception.objects.of(anna).live().exists()
    work()
    typed.refresh_from_db()
    assert typed.is_open
    assert not Reception.objects.of(anna).live().exists()


def test_an_acceptance_before_the_worker_ran_ends_too(anna, bruno, block):
    invite_address(bruno, anna.email)
    block()
    Reception.objects.get().accept()
    work()
    assert not Connection.objects.are_connected(anna, bruno)
    assert Block.objects.get().settled_at


def test_an_invitation_to_an_address_during_a_block_is_not_delivered(anna, bruno, block):
    block()
    typed = invite_address(bruno, anna.email)
    assert typed.deliveries.get().outcome == Delivery.Outcome.BLOCKED


def test_a_withdrawn_reception_is_not_reassigned(anna, bruno, block, monkeypatch):
    """The withdrawal is processed before the block is."""
    invite(bruno, anna)
    invite_address(bruno, anna.email)
    block()
    monkeypatch.setattr(blocks.job, "run", lambda: 0)
    work()
    assert not Reception.objects.of(anna).live().exists()


def test_withdrawing_reassigns_nothing_from_an_ended_reception(anna, bruno, block, clock):
    """The blocked invitation has its own reception, which its next follow-up reopens."""
    first = invite_address(anna, bruno.email)
    plain = invite(anna, bruno)
    first.withdraw()
    work()
    second = invite_address(anna, bruno.email)
    block()
    Block.objects.unblock(bruno, anna)
    clock.move(days=8)
    second.follow_up()
    work()
    second.withdraw()
    work()
    assert second.deliveries.get(kind="ending").outcome == Delivery.Outcome.DONE
    assert reception_of(second).ended_at
    plain.follow_up()
    work()
    assert Reception.objects.of(bruno).in_inbox().get().invitation == plain


def test_a_reception_ended_by_a_block_is_not_reassigned(anna, bruno, block):
    plain = invite(anna, bruno)
    typed = invite_address(anna, bruno.email)
    block()
    Block.objects.unblock(bruno, anna)
    plain.withdraw()
    work()
    assert reception_of(plain).ended_at
    assert not Reception.objects.filter(invitation=typed).exists()


def test_a_block_is_settled_once(anna, bruno, block):
    stale = block()
    assert blocks.settle(stale)
    assert not blocks.settle(stale)
    assert not blocks.job.has_due()


def test_a_new_block_is_due(block):
    block()
    Delivery.objects.all().delete()
    assert blocks.job.has_due()


def test_a_block_that_fails_is_retried(anna, bruno, carla, block, monkeypatch):
    block()
    Block.objects.block(carla, anna)
    original, failed = blocks.settle, []

    def fail_first_time(block):
        if failed:
            return original(block)
        failed.append(block)
        raise OSError("gone")

    monkeypatch.setattr(blocks, "settle", fail_first_time)
    assert blocks.job.run() == 1
    assert Block.objects.unsettled().get() == failed[0]


def test_a_reception_found_only_under_the_lock_is_ended(anna, bruno, block, monkeypatch):
    invite(anna, bruno)
    active_block = block()
    Reception.objects.update(ended_at=None)
    original, calls = Reception.standing_between, []

    def return_none_first_time(*pair):
        calls.append(pair)
        return None if len(calls) == 1 else original(*pair)

    monkeypatch.setattr(Reception, "standing_between", return_none_first_time)
    monkeypatch.setattr(blocks, "_open_between", lambda *pair: Invitation.objects.none())
    assert blocks.settle(active_block)
    assert not Reception.objects.of(bruno).live().exists()
