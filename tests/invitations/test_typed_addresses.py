"""Invitations to addresses: their erasure after the end, a change of owner, and the refusals that they void."""

import pytest

from invitations import policy
from invitations.models import Block, Delivery, Invitation, Reception, Refusal
from invitations.worker import delivery as worker_delivery
from network.members.models import Connection
from tests.conftest import invite, invite_address, mails, reception_of, refuse, tick, work

ADDRESS, CHANGED_ADDRESS = "ada@example.com", "desk@example.org"


@pytest.fixture(params=[ADDRESS, "bruno@example.org"], ids=["non-member", "member"])
def typed(request, anna, bruno):
    return invite_address(anna, request.param, "Dear Ada")


def address_after(invitation, clock, days) -> str:
    """Address that is stored after so many days."""
    clock.move(days=days)
    tick()
    invitation.refresh_from_db()
    return invitation.address


def test_the_address_is_kept_while_open(typed, clock):
    assert address_after(typed, clock, policy.current().close_days - 1)


def test_the_address_is_erased_after_a_withdrawal(typed, clock):
    typed.withdraw()
    assert address_after(typed, clock, policy.current().address_days - 1)
    assert not address_after(typed, clock, 1)


def test_the_address_is_erased_after_closing(typed, clock):
    assert address_after(typed, clock, policy.current().close_days)
    assert not address_after(typed, clock, policy.current().address_days)


def test_the_address_is_erased_after_acceptance(anna, bruno, clock):
    invitation = invite_address(anna, bruno.email)
    reception_of(invitation).accept()
    assert address_after(invitation, clock, policy.current().address_days - 1)
    assert not address_after(invitation, clock, 1)


def test_pages_of_the_sender_hide_an_erased_address(typed, clock, anna, client_for):
    typed.withdraw()
    address_after(typed, clock, policy.current().address_days)
    for path in ("/", "/invitations/sent/", typed.get_absolute_url()):
        page = client_for(anna).get(path).content.decode()
        assert "Somebody, by e-mail" in page
        assert "@example" not in page.replace("anna@example.org", "")


def move_address(address, old_owner, new_owner=None) -> None:
    """Remove the address from one member and verify it for another, if given."""
    old_owner.emailaddress_set.filter(email=address).delete()
    if new_owner:
        new_owner.emailaddress_set.create(email=address, verified=True)


@pytest.fixture
def delivered(anna, bruno):
    """Invitation delivered to Bruno by an address that he will remove."""
    bruno.emailaddress_set.create(email=CHANGED_ADDRESS, verified=True)
    return invite_address(anna, CHANGED_ADDRESS, "Two desks apart")


@pytest.mark.parametrize("reused", [True, False], ids=["by Carla", "by no member"])
def test_a_follow_up_to_a_removed_address_is_not_delivered(delivered, bruno, carla, clock, reused):
    move_address(CHANGED_ADDRESS, bruno, carla if reused else None)
    clock.move(days=7)
    delivered.follow_up("Do you remember?")
    work()
    delivery = delivered.deliveries.get(kind="follow_up")
    assert (delivery.outcome, delivery.attempts) == (Delivery.Outcome.WRONG_ADDRESS, 0)
    assert [row.note for row in Reception.objects.of(bruno).in_inbox()] == ["Two desks apart"]
    assert not Reception.objects.of(carla).exists()
    assert mails(carla) == mails(CHANGED_ADDRESS) == mails(bruno, "wrote again") == []


def test_a_new_owner_does_not_claim_a_delivered_invitation(delivered, bruno, carla):
    move_address(CHANGED_ADDRESS, bruno, carla)
    assert worker_delivery.claim(CHANGED_ADDRESS) == worker_delivery.release_held() == 0


def test_a_follow_up_arrives_after_the_address_was_added_again(delivered, bruno, clock):
    move_address(CHANGED_ADDRESS, bruno, bruno)
    clock.move(days=7)
    delivered.follow_up("Do you remember?")
    work()
    assert mails(bruno, "wrote again")


def test_a_new_invitation_reaches_the_new_owner(delivered, anna, bruno, carla):
    move_address(CHANGED_ADDRESS, bruno, carla)
    delivered.withdraw()
    invite_address(anna, CHANGED_ADDRESS)
    assert not Reception.objects.of(bruno).in_inbox().exists()
    assert Reception.objects.of(carla).in_inbox().exists()


def test_an_answer_reaches_the_member_who_replied(delivered, bruno, carla):
    reception_of(delivered).reply("Who are you?")
    move_address(CHANGED_ADDRESS, bruno, carla)
    delivered.message("Anna, from the third floor")
    work()
    assert delivered.deliveries.get(kind="message").member == bruno


@pytest.fixture
def merged(anna, bruno):
    """Invitation by an address that Bruno will remove, merged with an open direct invitation."""
    bruno.emailaddress_set.create(email=CHANGED_ADDRESS, verified=True)
    invite(anna, bruno)
    invitation = invite_address(anna, CHANGED_ADDRESS, "Two desks apart")
    assert invitation.deliveries.get().outcome == Delivery.Outcome.MERGED
    return invitation


@pytest.mark.parametrize("reused", [True, False], ids=["by Carla", "by no member"])
def test_a_merged_invitation_does_not_reach_a_new_owner(merged, bruno, carla, clock, reused):
    move_address(CHANGED_ADDRESS, bruno, carla if reused else None)
    assert worker_delivery.claim(CHANGED_ADDRESS) == worker_delivery.release_held() == 0
    clock.move(days=8)
    merged.follow_up()
    tick()
    assert merged.deliveries.get(kind="follow_up").outcome == Delivery.Outcome.WRONG_ADDRESS
    assert not Reception.objects.of(carla).exists()
    assert mails(carla) == mails(CHANGED_ADDRESS) == mails(bruno, "wrote again") == []


@pytest.mark.parametrize("reused", [True, False], ids=["by Carla", "by no member"])
def test_reminders_of_a_claimed_invitation_do_not_reach_a_new_owner(anna, bruno, carla, clock, reused):
    invitation = invite_address(anna, CHANGED_ADDRESS, "Two desks apart")
    move_address(CHANGED_ADDRESS, bruno, bruno)
    worker_delivery.claim(CHANGED_ADDRESS)
    move_address(CHANGED_ADDRESS, bruno, carla if reused else None)
    clock.move(days=8)
    tick()
    assert (len(mails(CHANGED_ADDRESS)), len(mails(bruno, "is still waiting"))) == (1, 1)
    assert not Reception.objects.of(carla).exists()
    assert invitation.join_invitation.next_reminder_at is None


NOT_DELIVERED = {
    Delivery.Outcome.REFUSED: lambda bruno, anna: refuse(reception_of(invite(anna, bruno))),
    Delivery.Outcome.BLOCKED: lambda bruno, anna: Block.objects.block(bruno, anna),
    Delivery.Outcome.CONNECTED: lambda bruno, anna: Connection.objects.connect(anna, bruno),
}


@pytest.fixture(params=NOT_DELIVERED, ids=str)
def not_delivered(request, anna, bruno):
    """Invitation by an address that Bruno will remove, not delivered for the given reason."""
    bruno.emailaddress_set.create(email=CHANGED_ADDRESS, verified=True)
    NOT_DELIVERED[request.param](bruno, anna)
    invitation = invite_address(anna, CHANGED_ADDRESS, "Two desks apart")
    assert invitation.deliveries.get(kind="invitation").outcome == request.param
    return invitation


@pytest.mark.parametrize("reused", [True, False], ids=["by Carla", "by no member"])
def test_an_undelivered_invitation_does_not_reach_a_new_owner(not_delivered, bruno, carla, clock, reused):
    move_address(CHANGED_ADDRESS, bruno, carla if reused else None)
    assert worker_delivery.claim(CHANGED_ADDRESS) == worker_delivery.release_held() == 0
    clock.move(days=8)
    not_delivered.follow_up("Do you remember?")
    tick()
    assert not_delivered.deliveries.get(kind="follow_up").outcome == Delivery.Outcome.WRONG_ADDRESS
    assert not Reception.objects.of(carla).exists()
    assert mails(carla) == mails(CHANGED_ADDRESS) == []


def test_a_follow_up_after_account_deletion_asks_to_join(delivered, bruno, clock):
    bruno.leave()
    work()
    clock.move(days=8)
    delivered.follow_up("Do you remember?")
    work()
    assert "Do you remember?" in mails(CHANGED_ADDRESS)[-1].text


@pytest.fixture
def typed_by_refuser(anna, bruno, clock):
    """Anna has said that she does not know Bruno, whose invitation is closed, and has typed his address since."""
    refuse(reception_of(invite(bruno, anna)))
    Invitation.objects.get().close()
    clock.move(days=1)
    return invite_address(anna, bruno.email)


def test_a_typed_address_voids_ones_own_refusal_when_it_is_accepted(typed_by_refuser):
    assert Refusal.objects.standing().exists()
    reception_of(typed_by_refuser).accept()
    work()
    assert not Refusal.objects.standing().exists()


def test_a_follow_up_to_a_typed_address_voids_no_refusal(typed_by_refuser, clock):
    clock.move(days=7)
    typed_by_refuser.follow_up()
    work()
    assert Refusal.objects.standing().exists()


@pytest.mark.parametrize("by_name", [True, False])
def test_a_typed_address_voids_ones_own_refusal_when_it_crosses(typed_by_refuser, anna, bruno, by_name):
    invite(bruno, anna) if by_name else invite_address(bruno, anna.email)
    assert Connection.objects.are_connected(anna, bruno)
    assert not Refusal.objects.standing().exists()


def test_an_acceptance_voids_no_later_refusal(typed_by_refuser, anna, bruno, clock):
    reception_of(typed_by_refuser).accept()
    Refusal.objects.void()
    clock.move(days=1)
    Refusal.objects.create(refuser=anna, refused=bruno, at=clock.now())
    work()
    assert Refusal.objects.standing().count() == 1
