import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Reception
from tests.conftest import invite, mails, reception_of, work


@pytest.fixture
def a_week_old(anna, bruno, clock):
    invitation = invite(anna, bruno, "Two desks apart")
    clock.move(days=7)
    return invitation


def follow_up(invitation, note="Once more"):
    invitation.follow_up(note)
    work()


def test_to_the_top_of_the_inbox_with_one_email(a_week_old, bruno, carla, clock):
    invite(carla, bruno)
    clock.move(minutes=1)
    follow_up(a_week_old)
    first = Reception.objects.of(bruno).in_inbox().order_by("-arrived_at", "-pk").first()
    assert (first.invitation, first.note) == (a_week_old, "Once more")
    assert "Once more" in mails(bruno, "Anna Ricci wrote again")[0].text


@pytest.mark.rule("R22")
def test_out_of_the_archive_when_ignored(a_week_old, bruno):
    reception_of(a_week_old).ignore()
    follow_up(a_week_old)
    assert reception_of(a_week_old).place == Reception.Place.INBOX
    assert len(mails(bruno, "wrote again")) == 1


@pytest.mark.rule("R25")
def test_nothing_ever_when_refused(a_week_old, bruno):
    reception = reception_of(a_week_old)
    reception.ignore()
    reception.say_unknown()
    follow_up(a_week_old)
    assert reception_of(a_week_old).place == Reception.Place.ARCHIVE
    assert not mails(bruno, "wrote again")
    assert a_week_old.deliveries.last().outcome == Delivery.Outcome.REFUSED


def test_not_before_its_day(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=6, hours=23)
    with pytest.raises(NotOpen):
        invitation.follow_up()


def test_twice_at_most(a_week_old, clock):
    follow_up(a_week_old)
    clock.move(days=7)
    follow_up(a_week_old)
    clock.move(days=7)
    with pytest.raises(NotOpen):
        a_week_old.follow_up()


def test_it_costs_one_unit(a_week_old, anna):
    follow_up(a_week_old)
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 2


def test_it_does_not_restart_the_reminders(a_week_old):
    before = reception_of(a_week_old).next_reminder_at
    follow_up(a_week_old)
    assert reception_of(a_week_old).next_reminder_at == before


def test_the_button_follows_the_calendar_alone(a_week_old, anna):
    follow_up(a_week_old)
    assert [action.verb for action in a_week_old.actions_for(anna)] == ["withdraw"]
    assert a_week_old.follow_up_from > a_week_old.last_proposed_at
