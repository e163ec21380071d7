"""The worker's part of a block: what the blocker's own request may not look at."""

import pytest

from invitations.models import Block, Delivery, Invitation, Reception
from invitations.worker import blocks
from network.members.models import Connection
from tests.conftest import invite, reception_of, work


@pytest.fixture
def block(anna, bruno):
    """Bruno blocks Anna."""
    return lambda: Block.objects.block(bruno, anna)


def test_what_he_had_sent_to_a_typed_address_ends_at_the_worker_and_tells_him_nothing(anna, bruno, block):
    typed = Invitation.objects.send_to_address(bruno, anna.email)
    work()
    block()
    assert Reception.objects.of(anna).live().exists()
    work()
    typed.refresh_from_db()
    assert typed.is_open
    assert not Reception.objects.of(anna).live().exists()


def test_accepted_before_the_worker_came_ends_too(anna, bruno, block):
    Invitation.objects.send_to_address(bruno, anna.email)
    work()
    block()
    Reception.objects.get().accept()
    work()
    assert not Connection.objects.are_connected(anna, bruno)
    assert Block.objects.get().settled_at


def test_what_he_types_while_he_blocks_is_not_brought_to_her(anna, bruno, block):
    block()
    typed = Invitation.objects.send_to_address(bruno, anna.email)
    work()
    assert typed.deliveries.get().outcome == Delivery.Outcome.BLOCKED


def test_the_withdrawn_one_is_not_handed_over_to_a_typed_one(anna, bruno, block, monkeypatch):
    """Even where another worker decides the withdrawal before the block is settled."""
    invite(bruno, anna)
    Invitation.objects.send_to_address(bruno, anna.email)
    work()
    block()
    monkeypatch.setattr(blocks.job, "run", lambda: 0)
    work()
    assert not Reception.objects.of(anna).live().exists()


def test_a_way_that_a_block_had_ended_carries_nothing_on(anna, bruno, block, clock):
    """It has a reception of its own, which its next follow-up opens again."""
    first = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    plain = invite(anna, bruno)
    first.withdraw()
    work()
    second = Invitation.objects.send_to_address(anna, bruno.email)
    work()
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


def test_what_a_block_had_ended_is_not_carried_on_by_another_way(anna, bruno, block):
    plain = invite(anna, bruno)
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    block()
    Block.objects.unblock(bruno, anna)
    plain.withdraw()
    work()
    assert reception_of(plain).ended_at
    assert not Reception.objects.filter(invitation=typed).exists()


def test_the_worker_settles_once_and_nothing_that_was_lifted(anna, bruno, block):
    stale = block()
    assert blocks.settle(stale)
    assert not blocks.settle(stale)
    assert not blocks.job.has_due()


def test_a_block_waits_for_the_worker(block):
    block()
    Delivery.objects.all().delete()
    assert blocks.job.has_due()


def test_one_that_cannot_be_settled_is_left_for_the_next_time(anna, bruno, carla, block, monkeypatch):
    block()
    Block.objects.block(carla, anna)
    whole, failed = blocks.settle, []

    def failing_at_first(one):
        if failed:
            return response_snapshot(one)
        failed.append(one)
        raise OSError("gone")

    monkeypatch.setattr(blocks, "settle", failing_at_first)
    assert blocks.job.run() == 1
    assert Block.objects.unsettled().get() == failed[0]


def test_a_reception_that_moved_before_the_worker_locked_it(anna, bruno, block, monkeypatch):
    invite(anna, bruno)
    standing = block()
    Reception.objects.update(ended_at=None)
    whole, seen = Reception.standing_between, []

    def blind_at_first(*pair):
        seen.append(pair)
        return None if len(seen) == 1 else response_snapshot(*pair)

    monkeypatch.setattr(Reception, "standing_between", blind_at_first)
    monkeypatch.setattr(blocks, "_open_between", lambda *pair: Invitation.objects.none())
    assert blocks.settle(standing)
    assert not Reception.objects.of(bruno).live().exists()
