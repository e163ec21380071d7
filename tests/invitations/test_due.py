import pytest

from invitations.models import Delivery, Invitation, Reception
from invitations.worker import schedule
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, tick, work


@pytest.mark.rule("R06")
def test_three_reminders_over_three_weeks(anna, bruno, clock):
    invite(anna, bruno)
    for week in (1, 2, 3, 4):
        clock.move(days=7)
        tick()
        assert len(mails(bruno, "is waiting for you")) == min(week, 3)


def test_overdue_ones_collapse_into_one(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=15)
    tick()
    assert len(mails(bruno, "is waiting")) == 1
    clock.move(days=6)
    tick()
    assert len(mails(bruno, "is waiting")) == 2


def test_a_jump_of_ninety_days_brings_one(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=90)
    tick()
    tick()
    assert len(mails(bruno, "is waiting")) == 1


def test_a_clock_that_goes_back_brings_nothing(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=8)
    tick()
    clock.move(days=-7)
    tick()
    assert len(mails(bruno, "is waiting")) == 1


def test_half_a_year_after_the_last_proposal_it_closes_and_nobody_is_told(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=181)
    tick()
    invitation.refresh_from_db()
    assert invitation.status == Invitation.Status.CLOSED
    assert not Reception.objects.of(bruno).in_inbox().exists()
    assert not mails(anna)


def test_a_close_that_lost_its_race_is_nothing(anna, bruno, clock, monkeypatch):
    stale = invite(anna, bruno)
    Invitation.objects.get(pk=stale.pk).withdraw()
    assert schedule._count(stale.close) == 0


def test_removing_the_connection_ends_the_invitation_silently(anna, bruno):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    work()
    Connection.objects.remove(bruno, anna)
    invitation.refresh_from_db()
    assert (invitation.status, invitation.ended_by) == (Invitation.Status.ENDED, bruno)
    work()
    assert len(mails(anna)) == 1
    assert invitation.outbox.get(kind="ended").member == anna


def test_a_new_invitation_after_a_removal_is_delivered_afresh(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(bruno, anna)
    again = Invitation.objects.send(bruno, anna)
    work()
    assert again.deliveries.get().outcome == Delivery.Outcome.DELIVERED


def test_a_delivery_that_fails_is_put_back_alone(anna, bruno, carla, monkeypatch, clock):
    Invitation.objects.send(anna, bruno)
    Invitation.objects.send(anna, carla)
    whole = Reception.receive

    def fail_for_bruno(invitation, member, *args, **kwargs):
        if member == bruno:
            raise RuntimeError("broken")
        return whole(invitation, member, *args, **kwargs)

    monkeypatch.setattr(Reception, "receive", fail_for_bruno)
    work()
    monkeypatch.undo()
    assert list(Reception.objects.values_list("member", flat=True)) == [carla.pk]
    assert Delivery.objects.get(outcome="").attempts == 1
