"""Suggested members exclude those with whom the viewer has an invitation, connection or block."""

from __future__ import annotations

import pytest

from invitations.models import Block, Invitation
from invitations.suggestions import may_know
from network.members.models import Connection, Member
from tests.conftest import invite, invite_address, reception_of, refuse, work
from tests.factories import MemberFactory


@pytest.fixture
def mutual_connection(anna, bruno, carla):
    """Anna and Bruno are both connected with Carla."""
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)


def suggested(viewer) -> list[str]:
    """Handles of the members suggested to the viewer."""
    suggestions = may_know(Member.objects.get(pk=viewer.pk), 10)
    work()
    return [suggestion.person.handle for suggestion in suggestions]


def test_members_with_a_mutual_connection_are_suggested(mutual_connection, anna, bruno, carla):
    assert (suggested(anna), suggested(bruno), suggested(carla)) == (["bruno"], ["anna"], [])


@pytest.mark.parametrize("ending", ["", "withdraw", "close"])
def test_an_invited_member_is_never_suggested_again(mutual_connection, anna, bruno, ending):
    invitation = invite(anna, bruno)
    if ending:
        getattr(invitation, ending)()
    assert suggested(anna) == []


@pytest.mark.parametrize("verbs", [["ignore"], ["ignore", "say_unknown"], []])
def test_the_sender_of_a_received_invitation_is_not_suggested(mutual_connection, anna, bruno, verbs):
    reception = reception_of(invite(anna, bruno))
    for verb in verbs:
        getattr(reception, verb)()
    assert suggested(bruno) == []


def test_the_sender_of_a_withdrawn_invitation_is_suggested(mutual_connection, anna, bruno):
    invite(anna, bruno).withdraw()
    assert suggested(bruno) == ["anna"]


def test_a_refused_sender_is_not_suggested_after_the_withdrawal(mutual_connection, anna, bruno):
    invitation = invite(anna, bruno)
    refuse(reception_of(invitation))
    invitation.withdraw()
    assert suggested(bruno) == []


def test_a_blocked_member_is_suggested_only_after_unblocking(mutual_connection, anna, bruno):
    Block.objects.block(anna, bruno)
    assert (suggested(anna), suggested(bruno)) == ([], ["anna"])
    Block.objects.unblock(anna, bruno)
    assert suggested(anna) == ["bruno"]


@pytest.mark.parametrize("remover", ["anna", "bruno"])
def test_a_former_connection_is_not_suggested(mutual_connection, anna, bruno, remover):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(*((anna, bruno) if remover == "anna" else (bruno, anna)))
    assert (suggested(anna), suggested(bruno)) == ([], [])


@pytest.mark.parametrize("address", ["bruno@example.org", "nobody@example.net", "carla@example.org"])
def test_inviting_an_address_does_not_change_suggestions(mutual_connection, anna, bruno, address):
    invite_address(anna, address)
    assert suggested(anna) == ["bruno"]


def test_the_sender_of_an_invitation_by_address_is_not_suggested(mutual_connection, anna, bruno):
    Invitation.objects.send_to_address(anna, bruno.email)
    assert suggested(bruno) == ["anna"]
    work()
    assert suggested(bruno) == []


def test_the_sender_of_an_undelivered_invitation_is_suggested(mutual_connection, anna, bruno):
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    Invitation.objects.send(anna, bruno)
    assert suggested(bruno) == ["anna"]


def test_after_inviting_the_best_suggestions_others_follow(mutual_connection, anna, carla, monkeypatch):
    monkeypatch.setattr("network.members.people.suggestions.MAX_CACHED", 10)
    for person in MemberFactory.create_batch(12):
        Connection.objects.connect(carla, person)
    first = suggested(anna)
    for handle in first:
        invite(anna, Member.objects.get(handle=handle))
    second = suggested(anna)
    assert (len(first), len(second), {*first} & {*second}) == (10, 3, set())
