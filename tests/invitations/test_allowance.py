"""The allowance of invitations: total and weekly limits, requests and grants."""

import pytest

from invitations.errors import LimitReached
from invitations.models import Allowance, AllowanceRequest, Invitation
from tests.factories import MemberFactory


def set_limits(member, **limits) -> None:
    """Write columns of the member's allowance."""
    Allowance.objects.filter(pk=member.pk).update(**limits)


@pytest.mark.rule("R02")
def test_sending_beyond_the_limit_raises(anna, bruno, carla):
    set_limits(anna, limit=1)
    Invitation.objects.send(anna, bruno)
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, carla)
    assert Invitation.objects.count() == 1


@pytest.mark.rule("R02")
def test_the_weekly_limit_covers_seven_days(anna, clock):
    set_limits(anna, weekly_limit=2)
    for _ in range(2):
        Invitation.objects.send(anna, MemberFactory())
        clock.move(days=1)
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, MemberFactory())
    clock.move(days=5, seconds=1)
    assert Invitation.objects.send(anna, MemberFactory())


@pytest.mark.rule("R03")
def test_at_the_limit_the_page_shows_no_number_and_keeps_the_note(anna, bruno, client_for):
    set_limits(anna, limit=0)
    page = client_for(anna).post("/members/bruno/invite/", {"note": "Two desks apart"})
    text = page.content.decode()
    assert page.status_code == 429
    assert "Two desks apart" in text
    assert "/invitations/more/" in text
    assert "3000" not in text
    assert "3,000" not in text


def test_several_addresses_are_sent_all_or_none(anna, client_for):
    set_limits(anna, limit=1)
    page = client_for(anna).post("/invitations/by-email/", {"email": "x@example.org y@example.org"})
    assert page.status_code == 429
    assert "x@example.org y@example.org" in page.content.decode()
    assert not Invitation.objects.exists()


def test_asking_twice_creates_one_request(anna, client_for):
    for _ in range(2):
        assert client_for(anna).post("/invitations/more/", {"text": "A reunion in May"}).status_code == 302
    assert AllowanceRequest.objects.get().text == "A reunion in May"


def test_the_page_shows_an_open_request(anna, client_for):
    browser = client_for(anna)
    browser.post("/invitations/more/")
    assert "Request sent: " in browser.get("/invitations/more/").content.decode()


def test_a_grant_raises_the_limits_and_answers_the_request(anna, client_for):
    client_for(anna).post("/invitations/more/")
    Allowance.objects.get(pk=anna.pk).grant(50)
    anna.allowance.refresh_from_db()
    assert (anna.allowance.limit, anna.allowance.weekly_limit) == (3050, 150)
    assert AllowanceRequest.objects.get().answered_at


def test_locking_creates_a_missing_allowance(anna, bruno):
    Allowance.objects.all().delete()
    Invitation.objects.send(anna, bruno)
    assert Allowance.objects.get(pk=anna.pk).used == 1
