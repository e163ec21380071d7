"""Two members who invite each other are connected."""

import pytest

from invitations.models import Delivery, Invitation, Refusal
from invitations.worker.delivery import deliver
from network.members.models import Connection
from tests.conftest import invite, invite_address, mails, reception_of, refuse, work


def used_allowance(member) -> int:
    """Number of invitations charged to the member."""
    member.allowance.refresh_from_db()
    return member.allowance.used


@pytest.mark.rule("R01")
def test_inviting_back_accepts_and_is_not_charged(anna, bruno):
    invitation = invite(anna, bruno, "Hers")
    assert Invitation.objects.send(bruno, anna, "His").status == Invitation.Status.ACCEPTED
    assert Connection.objects.are_connected(anna, bruno)
    assert used_allowance(bruno) == 0
    assert [message.text for message in invitation.messages.all()] == ["His"]


def test_inviting_back_accepts_a_refused_invitation(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    Invitation.objects.send(bruno, anna)
    assert Connection.objects.are_connected(anna, bruno)
    assert not Refusal.objects.standing().exists()


def test_inviting_back_before_delivery_ends_the_delivery(anna, bruno):
    Invitation.objects.send(anna, bruno)
    Invitation.objects.send(bruno, anna)
    work()
    assert Delivery.objects.get(kind="invitation").outcome == Delivery.Outcome.ENDED
    assert not mails(bruno)
    assert mails(anna, "is now in your network")


def test_the_worker_accepts_on_an_invitation_by_address(anna, bruno):
    received = invite(anna, bruno)
    invite_address(bruno, anna.email)
    received.refresh_from_db()
    assert received.status == Invitation.Status.ACCEPTED
    assert Connection.objects.are_connected(anna, bruno)


def test_both_invitations_by_address(anna, bruno):
    first = Invitation.objects.send_to_address(anna, bruno.email)
    second = Invitation.objects.send_to_address(bruno, anna.email)
    for row in Delivery.objects.order_by("pk"):
        deliver(row.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("accepted", "closed")


def test_the_note_of_the_second_invitation_is_not_emailed(anna, bruno):
    invite(anna, bruno)
    Invitation.objects.send(bruno, anna, "His")
    work()
    assert [mail.subject for mail in mails(anna)] == ["Bruno Verdi is now in your network"]


def test_an_invitation_by_address_delivered_before_the_direct_one(anna, bruno):
    typed = Invitation.objects.send_to_address(bruno, anna.email)
    plain = Invitation.objects.send(anna, bruno)
    for row in Delivery.objects.order_by("pk"):
        deliver(row.pk)
    typed.refresh_from_db()
    plain.refresh_from_db()
    assert (typed.status, plain.status) == ("accepted", "closed")
    assert plain.deliveries.get(kind="invitation").outcome == Delivery.Outcome.CROSSED


def test_inviting_back_without_a_note_writes_no_message(anna, bruno):
    invitation = invite(anna, bruno, "We met in Parma.")
    Invitation.objects.send(bruno, anna)
    assert not invitation.messages.exists()


def test_an_ended_invitation_to_an_address_is_not_known_to_its_recipient(anna, bruno):
    invitation = invite_address(anna, bruno.email)
    assert Invitation.objects.known_between(bruno, anna).get() == invitation
    invitation.withdraw()
    work()
    assert not Invitation.objects.known_between(bruno, anna).exists()


@pytest.fixture(params=["by name", "by e-mail"])
def crossed_by_worker(request, anna, bruno):
    """Bruno's invitation, sent before Anna's by e-mail is delivered; the worker finds the crossing."""
    Invitation.objects.send_to_address(anna, bruno.email)
    by_name = request.param == "by name"
    own = (
        Invitation.objects.send(bruno, anna)
        if by_name
        else Invitation.objects.send_to_address(bruno, anna.email)
    )
    for row in Delivery.objects.order_by("pk"):
        deliver(row.pk)
    own.refresh_from_db()
    return own


MARK = '<span class="status status-accepted">Connected</span>'


@pytest.mark.parametrize(
    ("path", "part"), [("/", "Connected, "), ("/invitations/sent/", MARK), ("/invitations/{id}/", MARK)]
)
def test_whose_invitation_crossed_reads_that_the_two_are_connected(
    crossed_by_worker, bruno, client_for, path, part
):
    page = client_for(bruno).get(path.format(id=crossed_by_worker.public_id)).content.decode()
    assert (part in page, "Anna Ricci" in page) == (True, True)


def test_a_connection_by_crossing_that_is_removed_reads_so_on_both_sides(crossed_by_worker, anna, bruno):
    Connection.objects.remove(anna, bruno)
    assert [row.shown_status for row in Invitation.objects.all()] == 2 * ["ended"]


def test_the_filter_finds_it_among_the_connected(crossed_by_worker, anna, bruno):
    sent = Invitation.objects.sent_by(bruno)
    assert [sent.shown_as(status).count() for status in ("accepted", "closed", "ended")] == [1, 0, 0]
    Connection.objects.remove(anna, bruno)
    assert [sent.shown_as(status).count() for status in ("accepted", "closed", "ended")] == [0, 0, 1]


def test_an_invitation_that_crossed_is_no_try_of_the_gate(crossed_by_worker):
    assert not Invitation.objects.gate_tries().exists()
