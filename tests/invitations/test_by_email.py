import pytest
from django.db import transaction

from invitations.models import Delivery, Invitation, NonMember, Reception
from invitations.worker import delivery
from network.common import worker
from tests.conftest import invite, mails, reception_of, work
from tests.members.test_accounts import confirm_link


def to_address(sender, address, note=""):
    invitation = Invitation.objects.send_to_address(sender, address, note)
    work()
    return invitation


def test_a_member_gets_it_in_the_inbox_and_the_sender_learns_no_name(anna, bruno, client_for):
    invitation = to_address(anna, "BRUNO@example.org", "Two desks apart")
    assert reception_of(invitation).member == bruno
    invitation.refresh_from_db()
    assert invitation.recipient is None
    page = client_for(anna).get("/invitations/sent/").content.decode()
    assert "bruno@example.org" in page
    assert "Bruno Verdi" not in page


@pytest.mark.django_db(transaction=True)
def test_who_joins_with_that_address_finds_it_in_the_inbox(anna, client):
    invitation = to_address(anna, "nina@example.org", "Two desks apart")
    typed = {"name": "Nina Nuova", "email": "nina@example.org", "password1": "two desks apart"}
    client.post("/accounts/signup/", typed)
    client.post(confirm_link("nina@example.org"), {"password": "two desks apart"})
    worker.drain()
    assert reception_of(invitation).member.name == "Nina Nuova"
    assert mails("nina@example.org", "Anna Ricci would like")


def test_what_is_held_twice_stands_once_in_the_ledger(anna):
    with transaction.atomic():
        NonMember.objects.lock("nobody@example.org").opt_out()
    invitation = to_address(anna, "nobody@example.org")
    delivery.claim("nobody@example.org")
    assert invitation.outbox.get().reason == "not delivered: held"


def test_accepting_makes_the_name_known(anna, bruno):
    invitation = to_address(anna, bruno.email)
    reception_of(invitation).accept()
    invitation.refresh_from_db()
    assert invitation.recipient == bruno


def test_a_second_way_joins_the_first(anna, bruno):
    invite(anna, bruno)
    second = to_address(anna, bruno.email)
    assert second.deliveries.get().outcome == Delivery.Outcome.MERGED
    assert Reception.objects.of(bruno).count() == 1
    assert len(mails(bruno)) == 1


def test_after_a_week_the_second_way_counts_as_a_follow_up(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=8)
    to_address(anna, bruno.email, "By e-mail now")
    assert Reception.objects.of(bruno).get().redeliveries == 1
    assert mails(bruno, "wrote again")


def test_withdrawing_one_leaves_what_the_other_carries(anna, bruno):
    plain = invite(anna, bruno)
    typed = to_address(anna, bruno.email)
    plain.withdraw()
    work()
    assert Reception.objects.of(bruno).in_inbox().get().invitation == typed
    typed.withdraw()
    work()
    assert not Reception.objects.of(bruno).in_inbox().exists()


@pytest.mark.parametrize(("sender", "recipient"), [("anna", "carla"), ("carla", "bruno")])
def test_withdrawing_one_is_not_carried_on_by_two_ways_between_others(
    anna, bruno, carla, request, sender, recipient
):
    sender, recipient = map(request.getfixturevalue, (sender, recipient))
    invite(sender, recipient)
    to_address(sender, recipient.email)
    withdrawn = invite(anna, bruno)
    withdrawn.withdraw()
    work()
    assert reception_of(withdrawn).ended_at


def test_accepting_the_typed_one_closes_the_plain_one_first(anna, bruno):
    typed = to_address(anna, bruno.email)
    plain = invite(anna, bruno)
    reception_of(typed).accept()
    plain.refresh_from_db()
    assert plain.status == Invitation.Status.CLOSED


def test_the_plain_one_in_the_other_direction_closes_too(anna, bruno):
    back = Invitation.objects.send(bruno, anna)
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    back.refresh_from_db()
    typed.refresh_from_db()
    assert sorted([back.status, typed.status]) == ["accepted", "closed"]


@pytest.mark.parametrize("bad", ["", "not an address", "a@b", "anna@example.org", "x" * 300 + "@example.org"])
def test_a_bad_address_gets_a_clear_answer_and_nothing_is_lost(anna, client_for, bad):
    page = client_for(anna).post("/invitations/by-email/", {"email": bad, "note": "Two desks apart"})
    assert page.status_code == 200
    assert page.context["form"].errors["email"]
    assert "Two desks apart" in page.content.decode()
    assert not Invitation.objects.exists()


def test_many_at_once(anna, bruno, client_for):
    typed = "bruno@example.org, x@example.org\ny@example.org; bruno@example.org"
    answer = client_for(anna).post("/invitations/by-email/", {"email": typed})
    assert answer["Location"] == "/invitations/sent/"
    assert Invitation.objects.count() == 3
