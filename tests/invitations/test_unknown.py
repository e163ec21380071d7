import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Refusal
from tests.conftest import invite, mails, reception_of, work


@pytest.fixture
def refused(anna, bruno):
    invitation = invite(anna, bruno)
    reception = reception_of(invitation)
    reception.ignore()
    reception.say_unknown()
    return invitation


@pytest.mark.rule("R23")
def test_only_what_was_ignored_can_be_refused(anna, bruno, client_for):
    reception = reception_of(invite(anna, bruno))
    with pytest.raises(NotOpen):
        reception.say_unknown()
    assert "know Anna" not in client_for(bruno).get("/invitations/").content.decode()
    reception.ignore()
    assert "know Anna" in client_for(bruno).get("/invitations/archived/").content.decode()


@pytest.mark.rule("R24")
def test_it_refuses_and_nobody_is_told(refused, anna, bruno):
    work()
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1
    assert not mails(anna)
    assert refused.outbox.get(kind="refused").reason == "silent by rule R24"


@pytest.mark.rule("R24", "R27")
def test_it_writes_no_column_of_her_half(anna, bruno):
    invitation = invite(anna, bruno)
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    reception = reception_of(invitation)
    reception.ignore()
    reception.say_unknown()
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


@pytest.mark.rule("R25")
def test_no_further_invitation_arrives(refused, anna, bruno):
    work()
    refused.withdraw()
    again = Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    assert again.deliveries.get().outcome == Delivery.Outcome.REFUSED
    assert len(mails(bruno)) == 1


@pytest.mark.parametrize("path", ["/members/", "/members/anna/"])
def test_afterwards_nobody_asks_him_for_an_answer(refused, bruno, client_for, path):
    page = client_for(bruno).get(path).content.decode()
    assert "You said you don’t know <bdi>Anna</bdi>" in page
    assert "Answer the invitation" not in page


@pytest.mark.rule("R28")
def test_the_advice_stands_beside_it(anna, bruno, client_for):
    reception_of(invite(anna, bruno)).ignore()
    page = client_for(bruno).get("/invitations/archived/").content.decode()
    assert "Only if you truly do not recognise Anna" in page
    assert "that account is limited" in page


def test_taken_back_within_ten_minutes(refused, clock):
    clock.move(minutes=9)
    reception_of(refused).take_back_unknown()
    assert reception_of(refused).refused_at is None
    assert not Refusal.objects.standing().exists()


def test_later_it_stands(refused, clock):
    clock.move(minutes=11)
    with pytest.raises(NotOpen):
        reception_of(refused).take_back_unknown()
    assert Refusal.objects.standing().exists()


def test_a_refused_one_cannot_be_moved_back_or_refused_twice(refused):
    with pytest.raises(NotOpen):
        reception_of(refused).restore()
    with pytest.raises(NotOpen):
        reception_of(refused).say_unknown()


def test_an_invitation_by_the_refuser_voids_it(refused, anna, bruno):
    refused.withdraw()
    Invitation.objects.send(bruno, anna)
    work()
    assert not Refusal.objects.standing().exists()
    assert mails(anna, "Bruno Verdi would like")
