"""Follow-ups of an invitation."""

import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Reception
from tests.conftest import invite, mails, reception_of, refuse, work


@pytest.fixture
def week_old_invitation(anna, bruno, clock):
    invitation = invite(anna, bruno, "Two desks apart")
    clock.move(days=7)
    return invitation


def follow_up(invitation, note="Once more"):
    """Follow up and run the worker."""
    invitation.follow_up(note)
    work()


def test_it_moves_to_the_top_of_the_inbox_with_one_email(week_old_invitation, bruno, carla, clock):
    invite(carla, bruno)
    clock.move(minutes=1)
    follow_up(week_old_invitation)
    first = Reception.objects.of(bruno).in_inbox().order_by("-last_delivered_at", "-pk").first()
    assert (first.invitation, first.note) == (week_old_invitation, "Once more")
    assert "Once more" in mails(bruno, "Anna Ricci wrote again")[0].text


@pytest.mark.rule("R22")
def test_an_ignored_invitation_returns_to_the_inbox(week_old_invitation, bruno):
    reception_of(week_old_invitation).ignore()
    follow_up(week_old_invitation)
    assert reception_of(week_old_invitation).place == Reception.Place.INBOX
    assert len(mails(bruno, "wrote again")) == 1


@pytest.mark.rule("R25")
def test_a_refused_invitation_is_not_redelivered(week_old_invitation, bruno):
    reception = reception_of(week_old_invitation)
    refuse(reception)
    follow_up(week_old_invitation)
    assert reception_of(week_old_invitation).place == Reception.Place.ARCHIVE
    assert not mails(bruno, "wrote again")
    assert week_old_invitation.deliveries.last().outcome == Delivery.Outcome.REFUSED


def test_it_is_not_possible_before_its_day(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=6, hours=14, minutes=59)
    with pytest.raises(NotOpen):
        invitation.follow_up()


def test_it_is_possible_twice(week_old_invitation, clock):
    follow_up(week_old_invitation)
    clock.move(days=7)
    follow_up(week_old_invitation)
    clock.move(days=7)
    with pytest.raises(NotOpen):
        week_old_invitation.follow_up()


def test_it_is_charged_to_the_allowance(week_old_invitation, anna):
    follow_up(week_old_invitation)
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 2


def test_it_does_not_restart_the_reminders(week_old_invitation):
    before = reception_of(week_old_invitation).next_reminder_at
    follow_up(week_old_invitation)
    assert reception_of(week_old_invitation).next_reminder_at == before


def test_the_action_depends_only_on_the_date(week_old_invitation, anna):
    follow_up(week_old_invitation)
    assert [action.verb for action in week_old_invitation.actions_for(anna)] == ["withdraw"]
    assert week_old_invitation.follow_up_from > week_old_invitation.last_proposed_at
