"""A typed address is kept for a while after its end and then erased, whoever it belongs to."""

import pytest

from invitations import policy
from invitations.models import Block, Delivery, Invitation, Reception
from invitations.worker import delivery as worker_delivery
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, tick, work

ADDRESS, DESK = "ada@example.com", "desk@example.org"


@pytest.fixture(params=[ADDRESS, "bruno@example.org"], ids=["newcomer", "member"])
def typed(request, anna, bruno):
    invitation = Invitation.objects.send_to_address(anna, request.param, "Dear Ada")
    work()
    return invitation


def address_after(invitation, clock, days) -> str:
    clock.move(days=days)
    tick()
    invitation.refresh_from_db()
    return invitation.address


def test_it_stays_while_the_invitation_is_open(typed, clock):
    assert address_after(typed, clock, policy.CLOSE_DAYS - 1)


def test_it_goes_some_time_after_a_withdrawal(typed, clock):
    typed.withdraw()
    assert address_after(typed, clock, policy.ADDRESS_DAYS - 1)
    assert not address_after(typed, clock, 1)


def test_it_goes_some_time_after_the_closing(typed, clock):
    assert address_after(typed, clock, policy.CLOSE_DAYS)
    assert not address_after(typed, clock, policy.ADDRESS_DAYS)


def test_it_goes_some_time_after_the_acceptance(anna, bruno, clock):
    invitation = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    reception_of(invitation).accept()
    assert address_after(invitation, clock, policy.ADDRESS_DAYS - 1)
    assert not address_after(invitation, clock, 1)


def test_the_sender_s_pages_then_say_somebody(typed, clock, anna, client_for):
    typed.withdraw()
    address_after(typed, clock, policy.ADDRESS_DAYS)
    for path in ("/", "/invitations/sent/", typed.get_absolute_url()):
        page = client_for(anna).get(path).content.decode()
        assert "Somebody, by e-mail" in page
        assert "@example" not in page.replace("anna@example.org", "")


def passes_on(address, giver, taker=None) -> None:
    """The giver removes it; the taker, if there is one, verifies it."""
    giver.emailaddress_set.filter(email=address).delete()
    if taker:
        taker.emailaddress_set.create(email=address, verified=True)


@pytest.fixture
def at_the_desk(anna, bruno):
    """Brought to Bruno by an address that he will give up."""
    bruno.emailaddress_set.create(email=DESK, verified=True)
    invitation = Invitation.objects.send_to_address(anna, DESK, "Two desks apart")
    work()
    return invitation


@pytest.mark.parametrize("taken", [True, False], ids=["by Carla", "by nobody"])
def test_what_an_address_has_brought_stays_and_what_follows_reaches_nobody(
    at_the_desk, bruno, carla, clock, taken
):
    passes_on(DESK, bruno, carla if taken else None)
    clock.move(days=7)
    at_the_desk.follow_up("Do you remember?")
    work()
    delivery = at_the_desk.deliveries.get(kind="follow_up")
    assert (delivery.outcome, delivery.attempts) == (Delivery.Outcome.WRONG_ADDRESS, 0)
    assert [row.note for row in Reception.objects.of(bruno).in_inbox()] == ["Two desks apart"]
    assert not Reception.objects.of(carla).exists()
    assert mails(carla) == mails(DESK) == mails(bruno, "wrote again") == []


def test_nor_is_it_claimed_by_whoever_verifies_the_address_then(at_the_desk, bruno, carla):
    passes_on(DESK, bruno, carla)
    assert worker_delivery.claim(DESK) == worker_delivery.release_held() == 0


def test_who_takes_the_address_back_is_reached_again(at_the_desk, bruno, clock):
    passes_on(DESK, bruno, bruno)
    clock.move(days=7)
    at_the_desk.follow_up("Do you remember?")
    work()
    assert mails(bruno, "wrote again")


def test_who_has_it_now_is_reached_by_a_new_invitation(at_the_desk, anna, bruno, carla):
    passes_on(DESK, bruno, carla)
    at_the_desk.withdraw()
    Invitation.objects.send_to_address(anna, DESK)
    work()
    assert not Reception.objects.of(bruno).in_inbox().exists()
    assert Reception.objects.of(carla).in_inbox().exists()


def test_an_answer_still_finds_who_replied(at_the_desk, bruno, carla):
    reception_of(at_the_desk).reply("Who are you?")
    passes_on(DESK, bruno, carla)
    at_the_desk.message("Anna, from the third floor")
    work()
    assert at_the_desk.deliveries.get(kind="message").member == bruno


@pytest.fixture
def joined_to_another(anna, bruno):
    """Brought to Bruno by an address that he will give up, where a plain one stood already."""
    bruno.emailaddress_set.create(email=DESK, verified=True)
    invite(anna, bruno)
    invitation = Invitation.objects.send_to_address(anna, DESK, "Two desks apart")
    work()
    assert invitation.deliveries.get().outcome == Delivery.Outcome.MERGED
    return invitation


@pytest.mark.parametrize("taken", [True, False], ids=["by Carla", "by nobody"])
def test_nor_does_what_was_joined_to_another_reach_anybody_else(
    joined_to_another, bruno, carla, clock, taken
):
    passes_on(DESK, bruno, carla if taken else None)
    assert worker_delivery.claim(DESK) == worker_delivery.release_held() == 0
    clock.move(days=8)
    joined_to_another.follow_up()
    tick()
    assert joined_to_another.deliveries.get(kind="follow_up").outcome == Delivery.Outcome.WRONG_ADDRESS
    assert not Reception.objects.of(carla).exists()
    assert mails(carla) == mails(DESK) == mails(bruno, "wrote again") == []


@pytest.mark.parametrize("taken", [True, False], ids=["by Carla", "by nobody"])
def test_nor_do_the_reminders_of_what_was_claimed(anna, bruno, carla, clock, taken):
    invitation = Invitation.objects.send_to_address(anna, DESK, "Two desks apart")
    work()
    passes_on(DESK, bruno, bruno)
    worker_delivery.claim(DESK)
    passes_on(DESK, bruno, carla if taken else None)
    clock.move(days=8)
    tick()
    assert (len(mails(DESK)), len(mails(bruno, "is waiting"))) == (1, 1)
    assert not Reception.objects.of(carla).exists()
    assert invitation.join_invitation.next_reminder_at is None


def refuse(bruno, anna):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    reception.say_unknown()


UNREACHED = {
    Delivery.Outcome.REFUSED: refuse,
    Delivery.Outcome.BLOCKED: lambda bruno, anna: Block.objects.block(bruno, anna),
    Delivery.Outcome.CONNECTED: lambda bruno, anna: Connection.objects.connect(anna, bruno),
}


@pytest.fixture(params=UNREACHED, ids=str)
def not_brought(request, anna, bruno):
    """Meant for Bruno by an address that he will give up, and kept from him."""
    bruno.emailaddress_set.create(email=DESK, verified=True)
    UNREACHED[request.param](bruno, anna)
    invitation = Invitation.objects.send_to_address(anna, DESK, "Two desks apart")
    work()
    assert invitation.deliveries.get(kind="invitation").outcome == request.param
    return invitation


@pytest.mark.parametrize("taken", [True, False], ids=["by Carla", "by nobody"])
def test_nor_does_what_was_kept_from_the_giver_reach_anybody_else(not_brought, bruno, carla, clock, taken):
    passes_on(DESK, bruno, carla if taken else None)
    assert worker_delivery.claim(DESK) == worker_delivery.release_held() == 0
    clock.move(days=8)
    not_brought.follow_up("Do you remember?")
    tick()
    assert not_brought.deliveries.get(kind="follow_up").outcome == Delivery.Outcome.WRONG_ADDRESS
    assert not Reception.objects.of(carla).exists()
    assert mails(carla) == mails(DESK) == []


def test_whoever_has_the_address_of_one_who_left_is_asked_to_join(at_the_desk, bruno, clock):
    bruno.leave()
    work()
    clock.move(days=8)
    at_the_desk.follow_up("Do you remember?")
    work()
    assert "Do you remember?" in mails(DESK)[-1].text
