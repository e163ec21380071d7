"""“I don't know”: refusing an ignored invitation."""

import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Refusal
from tests.conftest import invite, mails, reception_of, refuse, work


@pytest.fixture
def refused(anna, bruno):
    invitation = invite(anna, bruno)
    refuse(reception_of(invitation))
    return invitation


@pytest.mark.rule("R23")
def test_only_an_ignored_invitation_can_be_refused(anna, bruno, client_for):
    reception = reception_of(invite(anna, bruno))
    with pytest.raises(NotOpen):
        reception.say_unknown()
    assert "know Anna" not in client_for(bruno).get("/invitations/").content.decode()
    reception.ignore()
    assert "know Anna" in client_for(bruno).get("/invitations/archived/").content.decode()


@pytest.mark.rule("R24")
def test_refusing_sends_no_email(refused, anna, bruno):
    work()
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1
    assert not mails(anna)
    assert refused.outbox.get(kind="refused").reason == "silent by rule R24"


@pytest.mark.rule("R24", "R27")
def test_refusing_does_not_change_the_invitation_row(anna, bruno):
    invitation = invite(anna, bruno)
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    reception = reception_of(invitation)
    refuse(reception)
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


@pytest.mark.rule("R25")
def test_later_invitations_are_not_delivered(refused, anna, bruno):
    work()
    refused.withdraw()
    second = Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    assert second.deliveries.get().outcome == Delivery.Outcome.REFUSED
    assert len(mails(bruno)) == 1


@pytest.mark.parametrize("path", ["/members/", "/members/anna/"])
def test_profile_and_directory_show_the_refusal(refused, bruno, client_for, path):
    page = client_for(bruno).get(path).content.decode()
    assert "You said you don’t know <bdi>Anna</bdi>" in page
    assert "Answer the invitation" not in page


@pytest.mark.rule("R28")
def test_the_archive_shows_the_advice(anna, bruno, client_for):
    reception_of(invite(anna, bruno)).ignore()
    page = client_for(bruno).get("/invitations/archived/").content.decode()
    assert "people you truly don’t recognise" in page
    assert "that account is limited" in page


def test_a_refusal_can_be_taken_back_within_ten_minutes(refused, clock):
    clock.move(minutes=9)
    reception_of(refused).take_back_unknown()
    assert reception_of(refused).refused_at is None
    assert not Refusal.objects.standing().exists()


def test_a_refusal_cannot_be_taken_back_later(refused, clock):
    clock.move(minutes=11)
    with pytest.raises(NotOpen):
        reception_of(refused).take_back_unknown()
    assert Refusal.objects.standing().exists()


def test_a_refused_invitation_cannot_be_restored_or_refused_again(refused):
    with pytest.raises(NotOpen):
        reception_of(refused).restore()
    with pytest.raises(NotOpen):
        reception_of(refused).say_unknown()


def test_inviting_the_refused_member_voids_the_refusal(refused, anna, bruno):
    refused.withdraw()
    Invitation.objects.send(bruno, anna)
    work()
    assert not Refusal.objects.standing().exists()
    assert mails(anna, "Bruno Verdi would like")
