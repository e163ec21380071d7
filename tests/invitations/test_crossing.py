import pytest

from invitations.models import Delivery, Invitation, Refusal
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work


def used(member) -> int:
    member.allowance.refresh_from_db()
    return member.allowance.used


@pytest.mark.rule("R01")
def test_inviting_back_is_accepting_and_costs_nothing(anna, bruno):
    invitation = invite(anna, bruno, "Hers")
    assert Invitation.objects.send(bruno, anna, "His").status == Invitation.Status.ACCEPTED
    assert Connection.objects.are_connected(anna, bruno)
    assert used(bruno) == 0
    assert [message.text for message in invitation.messages.all()] == ["His"]


def test_wherever_he_had_put_it(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    reception.say_unknown()
    Invitation.objects.send(bruno, anna)
    assert Connection.objects.are_connected(anna, bruno)
    assert not Refusal.objects.standing().exists()


def test_before_the_worker_came_the_late_delivery_does_nothing(anna, bruno):
    Invitation.objects.send(anna, bruno)
    Invitation.objects.send(bruno, anna)
    work()
    assert Delivery.objects.get(kind="invitation").outcome == Delivery.Outcome.ENDED
    assert not mails(bruno)
    assert mails(anna, "is now in your network")


def test_by_address_the_worker_sees_it(anna, bruno):
    theirs = invite(anna, bruno)
    Invitation.objects.send_to_address(bruno, anna.email)
    work()
    theirs.refresh_from_db()
    assert theirs.status == Invitation.Status.ACCEPTED
    assert Connection.objects.are_connected(anna, bruno)


def test_both_by_address(anna, bruno):
    first = Invitation.objects.send_to_address(anna, bruno.email)
    second = Invitation.objects.send_to_address(bruno, anna.email)
    work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("accepted", "closed")


def test_a_note_of_the_crossing_is_mailed_to_nobody(anna, bruno):
    invite(anna, bruno)
    Invitation.objects.send(bruno, anna, "His")
    work()
    assert [mail.subject for mail in mails(anna)] == ["Bruno Verdi is now in your network"]


def test_a_typed_one_that_arrives_before_the_plain_one(anna, bruno):
    typed = Invitation.objects.send_to_address(bruno, anna.email)
    plain = Invitation.objects.send(anna, bruno)
    work()
    typed.refresh_from_db()
    plain.refresh_from_db()
    assert (typed.status, plain.status) == ("accepted", "closed")
    assert plain.deliveries.get(kind="invitation").outcome == Delivery.Outcome.CROSSED
