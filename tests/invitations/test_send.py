"""Sending an invitation to a member."""

import pytest

from invitations.errors import AlreadyInvited
from invitations.models import Delivery, Invitation, InvitationEvent, Reception
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work


def test_sending_creates_no_reception(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno, "We met in Modena.", "classmate")
    assert (invitation.status, invitation.note, invitation.reason) == (
        "open",
        "We met in Modena.",
        "classmate",
    )
    assert not Reception.objects.exists()
    assert Delivery.objects.get().outcome == Delivery.Outcome.WAITING


@pytest.mark.rule("R05")
def test_the_worker_delivers_and_sends_one_email(anna, bruno):
    invitation = invite(anna, bruno, "We met in Modena.")
    assert reception_of(invitation).place == Reception.Place.INBOX
    assert [mail.subject for mail in mails(bruno)] == ["Anna Ricci would like to connect with you"]


@pytest.mark.rule("R01")
def test_an_invitation_does_not_connect(anna, bruno):
    invite(anna, bruno)
    assert not Connection.objects.are_connected(anna, bruno)


def test_every_transition_is_an_event(anna, bruno):
    invitation = invite(anna, bruno)
    kinds = invitation.events.values_list("kind", "actor")
    assert list(kinds) == [("sent", anna.pk), ("mailed", None), ("delivered", None)]


def test_saving_an_event_again_raises(anna, bruno):
    invite(anna, bruno)
    with pytest.raises(TypeError):
        InvitationEvent.objects.first().save()


def test_a_second_invitation_raises(anna, bruno):
    invite(anna, bruno)
    with pytest.raises(AlreadyInvited):
        Invitation.objects.send(anna, bruno)
    assert Invitation.objects.count() == 1


def test_inviting_oneself_raises(anna):
    with pytest.raises(AlreadyInvited):
        Invitation.objects.send(anna, anna)


def test_inviting_a_connection_raises(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    with pytest.raises(AlreadyInvited):
        Invitation.objects.send(bruno, anna)


def test_one_open_invitation_per_address(anna):
    Invitation.objects.send_to_address(anna, "Somebody@Example.org")
    with pytest.raises(AlreadyInvited):
        Invitation.objects.send_to_address(anna, "somebody@example.org")


def test_a_deactivated_recipient_receives_nothing(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    type(bruno).objects.filter(pk=bruno.pk).update(is_active=False)
    work()
    assert Delivery.objects.get(invitation=invitation).outcome == Delivery.Outcome.ACCOUNT_GONE
