"""Whom one may know, but for those with whom something stands that one knows of."""

from __future__ import annotations

import pytest

from invitations.models import Block, Invitation
from invitations.suggestions import may_know
from network.members.models import Connection, Member
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def known(anna, bruno, carla):
    """Anna and Bruno both know Carla."""
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)


def people(viewer) -> list[str]:
    found = may_know(Member.objects.get(pk=viewer.pk), 10)
    work()
    return [each.person.handle for each in found]


def test_each_may_know_the_other(known, anna, bruno, carla):
    assert (people(anna), people(bruno), people(carla)) == (["bruno"], ["anna"], [])


@pytest.mark.parametrize("ending", ["", "withdraw", "close"])
def test_whom_one_has_invited_is_left_out_for_good(known, anna, bruno, ending):
    invitation = invite(anna, bruno)
    if ending:
        getattr(invitation, ending)()
    assert people(anna) == []


@pytest.mark.parametrize("his", [["ignore"], ["ignore", "say_unknown"], []])
def test_who_lies_in_the_inbox_or_the_archive_is_left_out(known, anna, bruno, his):
    reception = reception_of(invite(anna, bruno))
    for verb in his:
        getattr(reception, verb)()
    assert people(bruno) == []


def test_what_was_withdrawn_leaves_no_trace(known, anna, bruno):
    invite(anna, bruno).withdraw()
    assert people(bruno) == ["anna"]


def test_whom_one_does_not_know_stays_away_after_the_withdrawal(known, anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).ignore()
    reception_of(invitation).say_unknown()
    invitation.withdraw()
    assert people(bruno) == []


def test_whom_one_blocks_is_left_out_and_comes_back(known, anna, bruno):
    Block.objects.block(anna, bruno)
    assert (people(anna), people(bruno)) == ([], ["anna"])
    Block.objects.unblock(anna, bruno)
    assert people(anna) == ["bruno"]


@pytest.mark.parametrize("remover", ["anna", "bruno"])
def test_nobody_meets_again_whom_they_were_connected_with(known, anna, bruno, remover):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(*((anna, bruno) if remover == "anna" else (bruno, anna)))
    assert (people(anna), people(bruno)) == ([], [])


@pytest.mark.parametrize("address", ["bruno@example.org", "nobody@example.net", "carla@example.org"])
def test_a_typed_address_is_nobody_s(known, anna, bruno, address):
    Invitation.objects.send_to_address(anna, address)
    work()
    assert people(anna) == ["bruno"]


def test_what_came_to_one_s_address_is_known(known, anna, bruno):
    Invitation.objects.send_to_address(anna, bruno.email)
    assert people(bruno) == ["anna"]
    work()
    assert people(bruno) == []


def test_what_was_never_delivered_is_not(known, anna, bruno):
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    Invitation.objects.send(anna, bruno)
    assert people(bruno) == ["anna"]


def test_whoever_has_invited_the_best_is_shown_the_next(known, anna, carla, monkeypatch):
    monkeypatch.setattr("network.members.people.suggestions.MAX_CACHED", 10)
    for person in MemberFactory.create_batch(12):
        Connection.objects.connect(carla, person)
    best = people(anna)
    for handle in best:
        invite(anna, Member.objects.get(handle=handle))
    rest = people(anna)
    assert (len(best), len(rest), {*best} & {*rest}) == (10, 3, set())
