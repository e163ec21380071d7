"""Invitations to an e-mail address, of a member or not."""

import pytest
from django.db import transaction

from invitations.models import Delivery, Invitation, NonMember, Reception
from invitations.worker import delivery
from network.common import worker
from tests.conftest import invite, invite_address, mails, reception_of, work
from tests.members.test_accounts import confirm_link


def test_a_member_receives_it_and_the_sender_sees_no_name(anna, bruno, client_for):
    invitation = invite_address(anna, "BRUNO@example.org", "Two desks apart")
    assert reception_of(invitation).member == bruno
    invitation.refresh_from_db()
    assert invitation.recipient is None
    page = client_for(anna).get("/invitations/sent/").content.decode()
    assert "bruno@example.org" in page
    assert "Bruno Verdi" not in page


@pytest.mark.django_db(transaction=True)
def test_a_new_member_with_that_address_receives_it(anna, client):
    invitation = invite_address(anna, "nina@example.org", "Two desks apart")
    form_data = {"name": "Nina Nuova", "email": "nina@example.org", "password1": "two desks apart"}
    client.post("/accounts/signup/", form_data)
    client.post(confirm_link("nina@example.org"), {"password": "two desks apart"})
    worker.drain()
    assert reception_of(invitation).member.name == "Nina Nuova"
    assert mails("nina@example.org", "Anna Ricci would like")


def test_holding_twice_writes_one_outbox_row(anna):
    with transaction.atomic():
        NonMember.objects.lock("nobody@example.org").opt_out()
    invitation = invite_address(anna, "nobody@example.org")
    delivery.claim("nobody@example.org")
    assert invitation.outbox.get().reason == "not delivered: held"


def test_accepting_sets_the_recipient(anna, bruno):
    invitation = invite_address(anna, bruno.email)
    reception_of(invitation).accept()
    invitation.refresh_from_db()
    assert invitation.recipient == bruno


def test_a_second_invitation_by_address_is_merged(anna, bruno):
    invite(anna, bruno)
    second = invite_address(anna, bruno.email)
    assert second.deliveries.get().outcome == Delivery.Outcome.MERGED
    assert Reception.objects.of(bruno).count() == 1
    assert len(mails(bruno)) == 1


def test_after_a_week_a_second_invitation_is_a_follow_up(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=8)
    invite_address(anna, bruno.email, "By e-mail now")
    assert Reception.objects.of(bruno).get().redeliveries == 1
    assert mails(bruno, "wrote again")


def test_withdrawing_one_reassigns_the_reception_to_the_other(anna, bruno):
    plain = invite(anna, bruno)
    typed = invite_address(anna, bruno.email)
    plain.withdraw()
    work()
    assert Reception.objects.of(bruno).in_inbox().get().invitation == typed
    typed.withdraw()
    work()
    assert not Reception.objects.of(bruno).in_inbox().exists()


@pytest.mark.parametrize(("sender", "recipient"), [("anna", "carla"), ("carla", "bruno")])
def test_the_reception_is_not_reassigned_to_invitations_of_other_pairs(
    anna, bruno, carla, request, sender, recipient
):
    sender, recipient = map(request.getfixturevalue, (sender, recipient))
    invite(sender, recipient)
    invite_address(sender, recipient.email)
    withdrawn = invite(anna, bruno)
    withdrawn.withdraw()
    work()
    assert reception_of(withdrawn).ended_at


def test_accepting_the_invitation_by_address_closes_the_direct_one(anna, bruno):
    typed = invite_address(anna, bruno.email)
    plain = invite(anna, bruno)
    reception_of(typed).accept()
    plain.refresh_from_db()
    assert plain.status == Invitation.Status.CLOSED


def test_the_direct_invitation_in_the_other_direction_closes_too(anna, bruno):
    back = Invitation.objects.send(bruno, anna)
    typed = invite_address(anna, bruno.email)
    back.refresh_from_db()
    typed.refresh_from_db()
    assert sorted([back.status, typed.status]) == ["accepted", "closed"]


@pytest.mark.parametrize("bad", ["", "not an address", "a@b", "anna@example.org", "x" * 300 + "@example.org"])
def test_an_invalid_address_is_a_form_error_and_the_note_is_kept(anna, client_for, bad):
    page = client_for(anna).post("/invitations/by-email/", {"email": bad, "note": "Two desks apart"})
    assert page.status_code == 200
    assert page.context["form"].errors["email"]
    assert "Two desks apart" in page.content.decode()
    assert not Invitation.objects.exists()


def test_several_addresses_at_once(anna, bruno, client_for):
    addresses = "bruno@example.org, x@example.org\ny@example.org; bruno@example.org"
    response = client_for(anna).post("/invitations/by-email/", {"email": addresses})
    assert response["Location"] == "/invitations/sent/"
    assert Invitation.objects.count() == 3
