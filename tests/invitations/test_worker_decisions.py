"""The worker looks again under the lock: what it finds then counts, not what it saw before."""

import pytest
from django.db import IntegrityError

from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Reception, Refusal
from invitations.transitions import Conflict, transition
from invitations.worker import delivery
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work


def outcome(invitation, kind="invitation") -> str:
    return invitation.deliveries.get(kind=kind).outcome


def test_connected_meanwhile(anna, bruno):
    invitation = Invitation.objects.send_to_address(anna, bruno.email)
    Connection.objects.connect(anna, bruno)
    work()
    assert outcome(invitation) == Delivery.Outcome.CONNECTED


def test_a_delivery_that_another_worker_has_decided(anna, bruno):
    invitation = invite(anna, bruno)
    assert delivery.deliver(invitation.deliveries.get().pk) is False


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

    @transition
    def verb():
        tries.append(1)
        if len(tries) < 3:
            raise Conflict
        return "won"

    assert verb() == "won"


def test_a_move_that_always_loses_says_so(db):
    @transition
    def verb():
        raise IntegrityError("inv_one_live_per_pair")

    with pytest.raises(IntegrityError):
        verb()


def test_a_crossing_that_ended_under_the_lock(anna, bruno, monkeypatch):
    theirs = invite(anna, bruno)
    stale = Invitation.objects.get(pk=theirs.pk)
    theirs.withdraw()
    with pytest.raises(NotOpen):
        Invitation.objects.all()._cross(stale, bruno, "")


def test_a_reception_that_moved_before_it_was_locked(anna, bruno, monkeypatch):
    """The worker saw none, and finds one under the lock: it begins anew and joins it."""
    invite(anna, bruno)
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    whole, seen = Reception.standing_between, []

    def blind_at_first(*pair):
        seen.append(pair)
        return None if len(seen) == 1 else response_snapshot(*pair)

    monkeypatch.setattr(Reception, "standing_between", blind_at_first)
    work()
    assert outcome(typed) == Delivery.Outcome.MERGED


def test_an_account_that_was_switched_off_reaches_nobody(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    switch_off(anna)
    work()
    assert outcome(invitation) == Delivery.Outcome.GONE
    assert invitation.outbox.get().reason == "not delivered: gone"


def test_what_it_had_sent_waits_unseen(anna, bruno):
    invitation = invite(anna, bruno)
    switch_off(anna)
    assert not Reception.objects.of(bruno).in_inbox().exists()
    with pytest.raises(NotOpen):
        reception_of(invitation).accept()


@pytest.mark.parametrize("gone", ["anna", "bruno"])
def test_no_mail_about_an_account_that_was_switched_off(anna, bruno, gone):
    Invitation.objects.send(anna, bruno)
    delivery.deliver_all()
    switch_off({"anna": anna, "bruno": bruno}[gone])
    work()
    assert not mails(bruno)


def test_a_crossing_by_address_keeps_both_notes(anna, bruno):
    first = invite(anna, bruno, "Hers")
    Invitation.objects.send_to_address(bruno, anna.email, "His")
    work()
    assert [message.text for message in first.messages.all()] == ["His"]


def test_a_refusal_is_voided_by_an_invitation_that_reaches_nobody(anna, bruno):
    refused = invite(anna, bruno)
    reception = reception_of(refused)
    reception.ignore()
    reception.say_unknown()
    refused.withdraw()
    Invitation.objects.send(bruno, anna).withdraw()
    work()
    assert not Refusal.objects.standing().exists()


def test_a_crossing_voids_a_refusal_of_older_days(anna, bruno):
    refused = invite(anna, bruno)
    reception = reception_of(refused)
    reception.ignore()
    reception.say_unknown()
    refused.withdraw()
    Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    Invitation.objects.send(bruno, anna)
    assert Connection.objects.are_connected(anna, bruno)
    assert not Refusal.objects.standing().exists()


def test_a_withdrawn_ones_words_do_not_stay(anna, bruno):
    first = invite(anna, bruno, "First words")
    Invitation.objects.send_to_address(anna, bruno.email, "Second words")
    work()
    first.withdraw()
    work()
    assert Reception.objects.of(bruno).in_inbox().get().note == "Second words"


def switch_off(member) -> None:
    type(member).objects.filter(pk=member.pk).update(is_active=False)
