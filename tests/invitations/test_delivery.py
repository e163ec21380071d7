"""The worker decides about a delivery on the state that it reads under the lock."""

import pytest
from django.db import IntegrityError

from invitations.choices import CancelReason
from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Reception, Refusal
from invitations.transitions import Conflict, transition
from invitations.worker import delivery, schedule
from network.members.models import Connection, Member
from tests.conftest import invite, invite_address, mails, reception_of, refuse, work


def outcome(invitation, kind="invitation") -> str:
    """Outcome of the delivery of this kind."""
    return invitation.deliveries.get(kind=kind).outcome


def test_members_connected_before_delivery(anna, bruno):
    invitation = Invitation.objects.send_to_address(anna, bruno.email)
    Connection.objects.connect(anna, bruno)
    work()
    assert outcome(invitation) == Delivery.Outcome.CONNECTED


def test_a_decided_delivery_is_skipped(anna, bruno):
    invitation = invite(anna, bruno)
    assert delivery.deliver(invitation.deliveries.get().pk) is False


def test_a_message_of_a_withdrawn_invitation_is_not_delivered(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Who are you?")
    invitation.message("From Modena.")
    invitation.withdraw()
    work()
    assert outcome(invitation, "message") == Delivery.Outcome.ENDED


def test_a_late_first_delivery_has_the_note_of_the_follow_up(anna, bruno, clock):
    typed = invite_address(anna, "later@example.org", "First words")
    bruno.emailaddress_set.create(email="later@example.org", verified=True)
    clock.move(days=7)
    typed.follow_up("Second words")
    work()
    assert reception_of(typed).note == "Second words"


def test_an_early_second_invitation_is_merged_and_not_emailed(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=2)
    typed = invite_address(anna, bruno.email, "Again")
    assert outcome(typed) == Delivery.Outcome.MERGED
    assert Reception.objects.get().note == ""


def test_a_transition_with_a_conflict_is_retried(db):
    tries = []

    @transition
    def verb():
        tries.append(1)
        if len(tries) < 3:
            raise Conflict
        return "done"

    assert verb() == "done"


def test_a_transition_with_permanent_conflicts_raises(db):
    @transition
    def verb():
        raise IntegrityError("inv_one_live_per_pair")

    with pytest.raises(IntegrityError):
        verb()


def test_crossing_a_withdrawn_invitation_raises(anna, bruno, monkeypatch):
    received = invite(anna, bruno)
    stale = Invitation.objects.get(pk=received.pk)
    received.withdraw()
    with pytest.raises(NotOpen):
        Invitation.objects.all()._cross(stale, bruno, "")


def test_a_reception_found_only_under_the_lock_is_merged(anna, bruno, monkeypatch):
    """The worker reads no reception at first and finds one under the lock; it starts again."""
    invite(anna, bruno)
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    original, calls = Reception.standing_between, []

    def return_none_first_time(*pair):
        calls.append(pair)
        return None if len(calls) == 1 else original(*pair)

    monkeypatch.setattr(Reception, "standing_between", return_none_first_time)
    work()
    assert outcome(typed) == Delivery.Outcome.MERGED


def test_invitations_of_a_deactivated_account_are_not_delivered(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    deactivate(anna)
    work()
    assert outcome(invitation) == Delivery.Outcome.ACCOUNT_GONE
    assert invitation.outbox.get().reason == "not delivered: account gone"


def test_delivered_invitations_of_a_deactivated_account_are_hidden(anna, bruno):
    invitation = invite(anna, bruno)
    deactivate(anna)
    assert not Reception.objects.of(bruno).in_inbox().exists()
    with pytest.raises(NotOpen):
        reception_of(invitation).accept()


@pytest.mark.parametrize("handle", ["anna", "bruno"])
def test_no_email_about_a_deactivated_account(anna, bruno, handle):
    Invitation.objects.send(anna, bruno)
    delivery.deliver_all()
    deactivate({"anna": anna, "bruno": bruno}[handle])
    work()
    assert not mails(bruno)


def test_inviting_back_by_address_keeps_both_notes(anna, bruno):
    first = invite(anna, bruno, "Hers")
    invite_address(bruno, anna.email, "His")
    assert [message.text for message in first.messages.all()] == ["His"]


def test_an_undelivered_invitation_voids_a_refusal(anna, bruno):
    refused = invite(anna, bruno)
    reception = reception_of(refused)
    refuse(reception)
    refused.withdraw()
    Invitation.objects.send(bruno, anna).withdraw()
    work()
    assert not Refusal.objects.standing().exists()


def test_inviting_back_voids_an_earlier_refusal(anna, bruno):
    refused = invite(anna, bruno)
    reception = reception_of(refused)
    refuse(reception)
    refused.withdraw()
    Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    Invitation.objects.send(bruno, anna)
    assert Connection.objects.are_connected(anna, bruno)
    assert not Refusal.objects.standing().exists()


def test_the_note_of_a_withdrawn_invitation_is_replaced(anna, bruno):
    first = invite(anna, bruno, "First words")
    invite_address(anna, bruno.email, "Second words")
    first.withdraw()
    work()
    assert Reception.objects.of(bruno).in_inbox().get().note == "Second words"


def deactivate(member) -> None:
    """Write `is_active`, as the admin does."""
    type(member).objects.filter(pk=member.pk).update(is_active=False)


def test_an_account_that_has_not_joined_receives_nothing(anna, bruno):
    Member.objects.filter(pk=bruno.pk).update(joined_at=None)
    assert not Reception.objects.filter(invitation=invite(anna, bruno)).exists()


def test_an_email_to_another_than_the_recipient_is_cancelled(anna, bruno, carla):
    invitation = invite(anna, bruno)
    assert schedule.cancel_reason_for_recipient(invitation, bruno) is None
    assert schedule.cancel_reason_for_recipient(invitation, carla) == CancelReason.ENDED


def test_the_last_try_of_a_transition_is_one_transaction_too(db):
    tries = []

    @transition
    def verb():
        tries.append(Member.objects.create_user(f"m{len(tries)}@example.org", None, "Dora Neri"))
        raise Conflict if len(tries) < 3 else NotOpen

    with pytest.raises(NotOpen):
        verb()
    assert len(tries) == 3
    assert not Member.objects.exists()
