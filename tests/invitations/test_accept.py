"""Accepting an invitation on the site and from the e-mail."""

import pytest

from invitations.errors import NotOpen
from invitations.models import InvitationEvent, Refusal
from invitations.tokens import accept_token
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, refuse, work


@pytest.mark.rule("R01", "R12")
def test_accepting_on_the_site_connects_the_two(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    response = client_for(bruno).post(f"/invitations/{invitation.public_id}/accept/")
    assert response["Location"] == "/members/anna/"
    assert Connection.objects.are_connected(anna, bruno)
    assert Connection.objects.are_connected(bruno, anna)


@pytest.mark.rule("R11", "R12")
def test_accepting_from_the_email_is_the_same_transition(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    link = f"/i/{accept_token(invitation, bruno)}/"
    assert client_for().get(link).status_code == 200
    assert not Connection.objects.are_connected(anna, bruno)
    assert client_for().post(link)["Location"] == link
    assert invitation.events.filter(kind=InvitationEvent.Kind.ACCEPTED).count() == 1
    assert Connection.objects.are_connected(anna, bruno)


@pytest.mark.rule("R10")
def test_the_sender_is_emailed(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    work()
    assert [mail.subject for mail in mails(anna)] == ["Bruno Verdi is now in your network"]


def test_accepting_twice_changes_nothing(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.accept()
    with pytest.raises(NotOpen):
        reception.accept()
    assert Connection.objects.count() == 2


def test_accepting_updates_both_connection_counts(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    anna.refresh_from_db()
    bruno.refresh_from_db()
    assert (anna.degree, bruno.degree) == (1, 1)


def test_accepting_a_refused_invitation_voids_the_refusal(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    reception.accept()
    assert Connection.objects.are_connected(anna, bruno)
    assert not Refusal.objects.standing().exists()


def test_a_withdrawn_invitation_cannot_be_accepted(anna, bruno):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    with pytest.raises(NotOpen):
        reception_of(invitation).accept()
    assert not Connection.objects.exists()
