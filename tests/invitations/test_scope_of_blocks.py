"""Blocks concern one pair, and keep their times."""

from __future__ import annotations

from invitations.models import (
    Block,
    Invitation,
    InvitationEvent,
    Message,
    Reception,
)
from invitations.worker import blocks
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work


def test_an_invitation_that_a_block_ended_is_not_accepted_by_inviting_back(anna, bruno):
    Invitation.objects.send_to_address(anna, bruno.email)
    work()
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    assert Invitation.objects.send(bruno, anna).sender == bruno
    assert not Connection.objects.are_connected(anna, bruno)


def test_a_blockers_request_leaves_the_other_half_to_the_worker(anna, bruno):
    invite(anna, bruno)
    Block.objects.block(anna, bruno)
    assert not InvitationEvent.objects.filter(kind="blocked").exists()


def test_a_reception_that_a_block_ended_is_not_live(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    Block.objects.block(bruno, anna)
    work()
    reception.refresh_from_db()
    assert not Reception.objects.of(bruno).standing().exists()
    assert reception.state == reception.invitation.reception.state == "ended"


def test_a_block_ends_nothing_that_was_withdrawn(anna, bruno):
    invite(anna, bruno).withdraw()
    Block.objects.block(bruno, anna)
    work()
    assert not InvitationEvent.objects.filter(kind="blocked").exists()


def test_blocking_one_member_forbids_to_cross_with_no_other(anna, bruno, carla):
    Block.objects.block(bruno, carla)
    invite(anna, bruno)
    assert Invitation.objects.send(bruno, anna).status == "accepted"


def test_a_lifted_block_does_not_forbid_to_cross(anna, bruno):
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    invite(anna, bruno)
    assert Invitation.objects.send(bruno, anna).status == "accepted"


def test_a_block_that_was_lifted_ends_nothing_any_more(anna, bruno, carla):
    block = Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    reception = reception_of(invite(anna, bruno))
    Block.objects.block(carla, anna)
    assert not blocks.settle(block)
    reception.refresh_from_db()
    assert reception.is_live


def test_a_second_block_ends_nothing_again(anna, bruno):
    invite(anna, bruno)
    for _ in range(2):
        Block.objects.block(bruno, anna)
        Block.objects.unblock(bruno, anna)
    assert InvitationEvent.objects.filter(kind="blocked").count() == 1


def test_blocking_one_member_leaves_another(anna, bruno, carla, client_for):
    Block.objects.block(anna, carla)
    Block.objects.block(anna, bruno)
    Block.objects.unblock(anna, bruno)
    assert client_for(anna).get("/members/bruno/invite/").status_code == 200
    reception_of(invite(anna, bruno)).accept()
    work()
    assert mails(anna)


def test_a_conversation_that_a_block_ended_is_hidden(anna, bruno):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    assert Message.objects.shown_between(bruno, anna).exists()
    Block.objects.block(bruno, anna)
    assert not Message.objects.shown_between(bruno, anna).exists()


def test_a_block_looks_at_typed_addresses_in_both_directions(anna, bruno, carla):
    Invitation.objects.send(carla, bruno)
    Invitation.objects.send(anna, bruno).close()
    for member in (anna, bruno):
        Invitation.objects.send_to_address(carla, member.email)
        Invitation.objects.send_to_address(member, "dora@example.net")
    sent = [
        Invitation.objects.send(anna, bruno),
        Invitation.objects.send_to_address(anna, bruno.email),
        Invitation.objects.send_to_address(bruno, anna.email),
    ]
    assert list(blocks._open_between(anna, bruno).order_by("pk")) == sent
