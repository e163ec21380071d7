"""Withdrawing an invitation."""

import pytest

from invitations.errors import AddressNeeded, NotOpen
from invitations.models import Invitation
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, tick, work


@pytest.mark.rule("R29", "R30")
def test_it_disappears_from_the_recipients_pages_without_email(anna, bruno, client_for):
    invitation = invite(anna, bruno, "Two desks apart")
    assert (
        client_for(anna).post(f"/invitations/{invitation.public_id}/withdraw/")["Location"]
        == "/invitations/sent/"
    )
    work()
    for page in ("/invitations/", "/invitations/archived/", "/"):
        assert "Two desks apart" not in client_for(bruno).get(page).content.decode()
    assert client_for(bruno).get(f"/invitations/{invitation.public_id}/").status_code == 404
    assert len(mails(bruno)) == 1
    assert invitation.outbox.get(kind="withdrawn").reason == "silent by rule R30"


def test_it_disappears_from_the_archive(anna, bruno, client_for):
    invitation = invite(anna, bruno, "Two desks apart")
    reception_of(invitation).ignore()
    invitation.withdraw()
    assert "Two desks apart" not in client_for(bruno).get("/invitations/archived/").content.decode()


@pytest.mark.rule("R29")
def test_it_is_possible_after_a_reply_but_not_after_acceptance(anna, bruno, carla):
    first, second = invite(anna, bruno), invite(anna, carla)
    reception_of(first).reply("Who are you?")
    first.withdraw()
    reception_of(second).accept()
    with pytest.raises(NotOpen):
        second.withdraw()


def test_no_reminders_after_a_withdrawal(anna, bruno, clock):
    invite(anna, bruno).withdraw()
    clock.move(days=30)
    tick()
    assert not mails(bruno, "is still waiting")


@pytest.mark.rule("R30")
def test_a_queued_email_is_not_sent(anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    invitation.withdraw()
    work()
    assert not mails(bruno)


@pytest.mark.rule("R31")
def test_the_next_invitation_needs_the_address(anna, bruno, clock):
    invite(anna, bruno).withdraw()
    clock.move(days=1)
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)
    Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    assert len(mails(bruno)) == 2


@pytest.mark.rule("R31")
def test_no_address_is_needed_after_a_later_connection(anna, bruno, clock):
    invite(anna, bruno).withdraw()
    clock.move(hours=1)
    reception_of(invite(bruno, anna)).accept()
    clock.move(hours=1)
    Connection.objects.remove(anna, bruno)
    assert Invitation.objects.send(anna, bruno).is_open


@pytest.mark.rule("R32")
def test_the_allowance_is_not_refunded(anna, bruno):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 1
