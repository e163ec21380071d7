"""The worker looks again under the lock: what it finds then counts, not what it saw before."""

import pytest
from django.db import IntegrityError

from invitations import delivering
from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Reception
from invitations.moves import LostRace, move
from network.members.models import Connection
from tests.conftest import invite, reception_of, work


def outcome(invitation, kind="invitation") -> str:
    return invitation.deliveries.get(kind=kind).outcome


def test_connected_meanwhile(anna, bruno):
    invitation = Invitation.objects.send_to_address(anna, bruno.email)
    Connection.objects.connect(anna, bruno)
    work()
    assert outcome(invitation) == Delivery.Outcome.CONNECTED


def test_a_delivery_that_another_worker_has_decided(anna, bruno):
    invitation = invite(anna, bruno)
    assert delivering.deliver(invitation.deliveries.get().pk) is False


def test_a_message_after_the_end_goes_nowhere(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    invitation.message("From Modena.")
    invitation.withdraw()
    work()
    assert outcome(invitation, "message") == Delivery.Outcome.ENDED


def test_a_follow_up_note_is_what_a_late_first_delivery_brings(anna, bruno, clock):
    typed = Invitation.objects.send_to_address(anna, "later@example.org", "First words")
    work()
    bruno.emailaddress_set.create(email="later@example.org", verified=True)
    clock.move(days=7)
    typed.follow_up("Second words")
    work()
    assert reception_of(typed).note == "Second words"


def test_a_second_way_too_early_is_joined_and_not_mailed(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=2)
    typed = Invitation.objects.send_to_address(anna, bruno.email, "Again")
    work()
    assert outcome(typed) == Delivery.Outcome.MERGED
    assert Reception.objects.get().note == ""


def test_a_move_that_loses_its_race_runs_again(db):
    tries = []

    @move
    def verb():
        tries.append(1)
        if len(tries) < 3:
            raise LostRace
        return "won"

    assert verb() == "won"


def test_a_move_that_always_loses_says_so(db):
    @move
    def verb():
        raise IntegrityError("inv_one_live_per_pair")

    with pytest.raises(IntegrityError):
        verb()


def test_a_crossing_that_ended_under_the_lock(anna, bruno, monkeypatch):
    theirs = invite(anna, bruno)
    stale = Invitation.objects.get(pk=theirs.pk)
    theirs.withdraw()
    with pytest.raises(NotOpen):
        Invitation.objects._cross(stale, bruno, "")


def test_a_reception_that_moved_before_it_was_locked(anna, bruno, monkeypatch):
    """The worker saw none, and finds one under the lock: it begins anew and joins it."""
    invite(anna, bruno)
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    whole, seen = delivering._standing, []

    def blind_at_first(*pair):
        seen.append(pair)
        return None if len(seen) == 1 else whole(*pair)

    monkeypatch.setattr(delivering, "_standing", blind_at_first)
    work()
    assert outcome(typed) == Delivery.Outcome.MERGED
