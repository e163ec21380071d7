"""A follow-up becomes possible at the start of its day in the sender's time zone."""

from datetime import UTC, datetime, timedelta

import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation
from network.members.models import Member
from tests.conftest import invite, reception_of, refuse, work

SECOND = timedelta(seconds=1)
ZONES = {
    "UTC": ("2026-10-20T23:30", "2026-10-27T00:00"),
    "Pacific/Kiritimati": ("2026-10-20T23:30", "2026-10-27T10:00"),  # the 21st there
    "America/Los_Angeles": ("2026-10-29T06:30", "2026-11-04T08:00"),  # the 28th there; clocks go back between
    "Europe/Rome": ("2026-10-20T21:59", "2026-10-26T23:00"),  # clocks go back on the 25th
    "Africa/Cairo": ("2026-04-17T12:00", "2026-04-23T22:00"),  # there is no midnight on the 24th
    "America/Havana": ("2026-10-25T12:00", "2026-11-01T04:00"),  # there are two midnights on the 1st
    "Mars/Olympus": ("2026-10-20T23:30", "2026-10-27T00:00"),  # unknown: the zone of the site
}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def set_zone(member, name: str) -> None:
    Member.objects.filter(pk=member.pk).update(time_zone=name)
    member.time_zone = name


@pytest.fixture(params=ZONES)
def opens_at(request, anna, bruno, clock):
    """Anna has invited Bruno; returns when she may follow up in her time zone."""
    sent_at, opens_at = map(instant, ZONES[request.param])
    set_zone(anna, request.param)
    clock.instant = sent_at
    invite(anna, bruno)
    return opens_at


def test_the_verb_is_possible_from_that_moment(opens_at, clock):
    invitation = Invitation.objects.get()
    assert invitation.follow_up_from == opens_at
    clock.instant = opens_at - SECOND
    with pytest.raises(NotOpen):
        invitation.follow_up()
    clock.instant = opens_at
    invitation.follow_up("Once more")
    work()
    assert Delivery.objects.last().outcome == Delivery.Outcome.DELIVERED
    assert reception_of(invitation).note == "Once more"


def test_the_page_has_the_date_until_then_and_the_button_from_then(opens_at, anna, client_for, clock):
    invitation, browser = Invitation.objects.get(), client_for(anna)
    clock.instant = opens_at - SECOND
    page = browser.get(invitation.get_absolute_url()).content.decode()
    assert opens_at.isoformat(timespec="minutes") in page
    assert "/follow-up/" not in page
    clock.instant = opens_at
    assert "/follow-up/" in browser.get(invitation.get_absolute_url()).content.decode()


def test_the_date_shown_is_that_of_the_sender(anna, bruno, client_for, clock):
    set_zone(anna, "Pacific/Kiritimati")
    clock.instant = instant("2026-10-20T23:30")
    invite(anna, bruno)
    page = client_for(anna).get("/invitations/sent/").content.decode()
    assert 'You can follow up from <time datetime="2026-10-27T10:00+00:00">28 October</time>.' in page


def test_verb_page_and_worker_follow_a_change_of_zone(anna, bruno, client_for, clock):
    clock.instant = instant("2026-10-20T23:30")
    invitation = invite(anna, bruno)
    set_zone(anna, "Pacific/Honolulu")  # still 13:30 of the 20th there
    clock.instant = instant("2026-10-27T09:59")
    page = client_for(anna).get(invitation.get_absolute_url()).content.decode()
    assert (">27 October</time>" in page, "/follow-up/" in page) == (True, False)
    with pytest.raises(NotOpen):
        Invitation.objects.get().follow_up()
    clock.move(minutes=1)
    Invitation.objects.get().follow_up("Aloha")
    work()
    assert reception_of(invitation).note == "Aloha"


def test_with_zero_days_it_is_possible_at_once(anna, bruno, set_policy):
    set_policy(follow_up_days=0)
    invitation = invite(anna, bruno)
    assert invitation.may_follow_up
    invitation.follow_up("And another thing")
    work()
    assert reception_of(invitation).note == "And another thing"


@pytest.mark.parametrize("answer", [None, lambda reception: reception.ignore(), refuse])
def test_what_the_recipient_did_does_not_change_the_day(anna, bruno, clock, answer):
    clock.instant = instant("2026-10-20T23:30")
    invitation = invite(anna, bruno)
    if answer:
        answer(reception_of(invitation))
    assert Invitation.objects.get().follow_up_from == instant("2026-10-27T00:00")
