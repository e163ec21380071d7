"""Inviting, accepting and answering change only the rows that they are about."""

from __future__ import annotations

import pytest

from invitations import tokens
from invitations.errors import AddressNeeded
from invitations.models import Allowance, Delivery, Invitation, InvitationEvent, Reception
from network.members.models import Connection, Member
from tests.conftest import invite, invite_address, reception_of, work

ADDRESS = "dora@example.net"


def test_a_later_invitation_that_closed_does_not_reopen_the_plain_way(anna, bruno, clock):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(bruno, anna)
    clock.move(days=1)
    invite(anna, bruno, address=bruno.email).close()
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)


def test_an_ended_invitation_can_be_neither_followed_up_nor_answered(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Was it there?")
    assert (invitation.follow_up_from is not None, invitation.may_message) == (True, True)
    invitation.close()
    assert (invitation.follow_up_from, invitation.may_message) == (None, False)


def test_the_accept_link_names_one_invitation_of_several(anna, bruno, carla):
    invite(carla, bruno)
    assert tokens.reception_of(invite(anna, bruno), bruno).sender == anna


def test_the_sender_pays(anna, bruno):
    Invitation.objects.send(bruno, anna)
    assert [Allowance.objects.get(member=member).used for member in (anna, bruno)] == [0, 1]


def test_accepting_by_email_closes_the_invitations_of_the_pair_alone(anna, bruno, carla):
    Invitation.objects.send(anna, bruno).close()
    typed = invite_address(anna, bruno.email)
    plain, other = Invitation.objects.send(anna, bruno), Invitation.objects.send(carla, bruno)
    reception_of(typed).accept()
    assert [Invitation.objects.get(pk=row.pk).status for row in (plain, other)] == ["closed", "open"]


def test_nobody_is_reminded_of_what_was_answered(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    assert reception.no_reminder_reason is None
    reception.reply("Was it there?")
    assert reception.no_reminder_reason == "answered before it left"


def test_old_tries_at_the_gate_do_not_count(anna, bruno, clock, set_policy):
    set_policy(gate_tries=1)
    anna.allowance.restrict()
    for _ in range(2):
        Invitation.objects.send(anna, bruno, address="wrong@example.org").withdraw()
        clock.move(days=91)


def test_crossing_accepts_one_invitation_of_several(anna, bruno, carla):
    other = invite(carla, bruno)
    crossed = invite(anna, bruno)
    assert Invitation.objects.send(bruno, anna) == crossed
    other.refresh_from_db()
    assert other.is_open


def test_an_accepted_invitation_by_email_is_no_try_at_the_gate(anna, bruno, set_policy):
    set_policy(gate_tries=1)
    invite_address(anna, bruno.email)
    Reception.objects.get().accept()
    Connection.objects.remove(bruno, anna)
    assert Invitation.objects.send(anna, bruno, address=bruno.email).is_open


def test_a_try_at_the_gate_does_not_forbid_to_write_to_the_address(anna, bruno):
    anna.allowance.restrict()
    invite(anna, bruno, address=bruno.email)
    assert Invitation.objects.send_to_address(anna, bruno.email).is_open


def test_invitations_by_email_are_no_tries_at_the_gate(anna, bruno, set_policy):
    set_policy(gate_tries_a_day=1)
    anna.allowance.restrict()
    Invitation.objects.send_to_address(anna, ADDRESS)
    assert Invitation.objects.send(anna, bruno, address=bruno.email).is_open


def test_the_sender_may_answer_a_reply_after_following_up(anna, bruno, clock):
    reception_of(invite(anna, bruno)).reply("Was it there?")
    clock.move(days=8)
    invitation = Invitation.objects.get()
    invitation.follow_up()
    assert invitation.may_message


def test_the_accept_link_of_a_deactivated_account_is_invalid(anna, bruno):
    token = tokens.accept_token(invite(anna, bruno), bruno)
    Member.objects.filter(pk=bruno.pk).update(is_active=False)
    assert tokens.read_accept_token(token) is None


def test_a_verb_changes_one_reception_of_several(anna, bruno, carla):
    first, second = (reception_of(invite(sender, bruno)) for sender in (anna, carla))
    second.ignore()
    first.refresh_from_db()
    assert (first.place, second.place) == ("inbox", "archive")


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_a_withdrawal_closes_the_plain_way_until_the_two_connect(anna, bruno, clock, withdrawn_first):
    def withdraw():
        invite(anna, bruno).withdraw()

    def connect_and_part():
        reception_of(invite(anna, bruno, address=bruno.email)).accept()
        Connection.objects.remove(anna, bruno)

    for step in (withdraw, connect_and_part) if withdrawn_first else (connect_and_part, withdraw):
        clock.move(days=1)
        step()
    if withdrawn_first:
        assert Invitation.objects.send(anna, bruno).is_open
    else:
        with pytest.raises(AddressNeeded):
            Invitation.objects.send(anna, bruno)


def test_a_wrong_address_is_recorded_and_its_withdrawal_is_done(anna, bruno):
    anna.allowance.restrict()
    invitation = invite(anna, bruno, address="wrong@example.org")
    assert InvitationEvent.objects.filter(kind="not_delivered", reason="wrong_address").exists()
    invitation.withdraw()
    work()
    assert invitation.deliveries.get(kind="ending").outcome == Delivery.Outcome.DONE


def test_an_invitation_to_an_address_is_named_by_it(anna):
    assert ADDRESS in str(Invitation.objects.send_to_address(anna, ADDRESS))


def test_neither_half_offers_actions_to_anybody_else(anna, bruno):
    invitation = invite(anna, bruno)
    assert invitation.actions_for(bruno) == reception_of(invitation).actions_for(anna) == []
