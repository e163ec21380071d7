"""A typed address is kept for a while after its end and then erased, whoever it belongs to."""

import pytest

from invitations import policy
from invitations.models import Invitation
from tests.conftest import reception_of, tick, work

ADDRESS = "ada@example.com"


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


def test_the_sender_s_pages_then_say_somebody(typed, clock, anna, as_):
    typed.withdraw()
    address_after(typed, clock, policy.ADDRESS_DAYS)
    for path in ("/", "/invitations/sent/", typed.get_absolute_url()):
        page = as_(anna).get(path).content.decode()
        assert "Somebody, by e-mail" in page
        assert "@example" not in page.replace("anna@example.org", "")
