"""The address gate: inviting some members needs their e-mail address."""

import pytest

from invitations import policy
from invitations.errors import AddressNeeded, LimitReached
from invitations.models import Allowance, Delivery, Invitation
from network.members.models import Connection
from tests.conftest import invite, invite_address, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def withdrawn(anna, bruno):
    invite(anna, bruno).withdraw()
    work()


@pytest.mark.rule("R31")
def test_a_wrong_address_gives_the_same_response_as_the_right_one(withdrawn, anna, bruno, client_for, clock):
    clock.move(days=1, seconds=1)
    browser, responses = client_for(anna), []
    for address in ("wrong@example.org", "Bruno@Example.org "):
        responses.append(browser.post("/members/bruno/invite/", {"email": address}))
        page = browser.get("/invitations/sent/").content.decode()
        assert "Invitation recorded." in page
        work()
        Invitation.objects.open().get().withdraw()
    assert [(response.status_code, response["Location"]) for response in responses] == [
        (302, "/invitations/sent/")
    ] * 2
    assert len(mails(bruno)) == 2
    assert not mails("wrong@example.org")


def test_a_wrong_address_is_charged_and_not_delivered(withdrawn, anna, bruno):
    invitation = Invitation.objects.send(anna, bruno, address="wrong@example.org")
    work()
    assert invitation.deliveries.get().outcome == Delivery.Outcome.WRONG_ADDRESS
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 2


def test_tries_per_pair_are_limited(withdrawn, anna, bruno):
    for n in range(policy.current().gate_tries):
        Invitation.objects.send(anna, bruno, address=f"guess{n}@example.org").withdraw()
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, bruno, address=bruno.email)


def test_tries_per_day_are_limited(anna, clock):
    Allowance.objects.get(pk=anna.pk).restrict()
    for _ in range(policy.current().gate_tries_a_day):
        Invitation.objects.send(anna, MemberFactory(), address="guess@example.org")
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, MemberFactory(), address="guess@example.org")
    clock.move(days=1, seconds=1)
    assert Invitation.objects.send(anna, MemberFactory(), address="guess@example.org").is_open


def test_after_the_recipient_removed_the_connection(anna, bruno, clock):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(bruno, anna)
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)


def test_after_the_sender_removed_the_connection(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(anna, bruno)
    assert Invitation.objects.send(anna, bruno).is_open


def test_a_member_invitable_by_address_only(anna):
    recipient = MemberFactory(invitable_by="address", email="shy@example.org")
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, recipient)
    Invitation.objects.send(anna, recipient, address="shy@example.org")
    work()
    assert mails("shy@example.org")


@pytest.mark.rule("R26")
def test_a_restricted_member_always_needs_the_address(anna, bruno):
    Allowance.objects.get(pk=anna.pk).restrict()
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)


def test_a_closed_invitation_needs_no_address(anna, bruno, clock):
    invitation = invite(anna, bruno)
    invitation.close()
    assert Invitation.objects.send(anna, bruno).address == ""


def test_the_form_asks_for_the_address_and_keeps_the_note(withdrawn, anna, client_for):
    page = client_for(anna).post("/members/bruno/invite/", {"note": "Two desks apart"})
    assert page.status_code == 200
    assert "enter the e-mail address that you know them by" in page.content.decode()
    assert "Two desks apart" in page.content.decode()


def test_an_address_is_ignored_when_not_needed(anna, bruno):
    assert Invitation.objects.send(anna, bruno, address="x@example.org").address == ""


@pytest.mark.rule("R31")
def test_withdrawing_an_invitation_by_email_leaves_the_plain_way_open(anna, bruno):
    """Otherwise the closed gate would tell that the typed address is his."""
    invite_address(anna, bruno.email)
    Invitation.objects.get().withdraw()
    work()
    assert invite(anna, bruno).address == ""
    assert reception_of(Invitation.objects.get(recipient=bruno)).is_live


def test_a_grant_forgives_the_tries(withdrawn, anna, bruno, clock):
    for n in range(policy.current().gate_tries):
        Invitation.objects.send(anna, bruno, address=f"guess{n}@example.org").withdraw()
    anna.allowance.grant(1)
    clock.move(seconds=1)
    for n in range(policy.current().gate_tries):
        Invitation.objects.send(anna, bruno, address=f"other{n}@example.org").withdraw()
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, bruno, address=bruno.email)


def test_a_grant_forgives_no_tries_of_others(withdrawn, anna, bruno, carla):
    for n in range(policy.current().gate_tries):
        Invitation.objects.send(anna, bruno, address=f"guess{n}@example.org").withdraw()
    carla.allowance.grant(1)
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, bruno, address=bruno.email)
