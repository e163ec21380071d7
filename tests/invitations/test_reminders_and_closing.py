"""Reminders, closing by age, and the end of a connection."""

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
        assert len(mails(bruno, "invitation is still waiting")) == min(week, 3)


def test_overdue_reminders_are_sent_as_one(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=15)
    tick()
    assert len(mails(bruno, "is still waiting")) == 1
    clock.move(days=6)
    tick()
    assert len(mails(bruno, "is still waiting")) == 2


def test_ninety_days_at_once_send_one_reminder(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=90)
    tick()
    tick()
    assert len(mails(bruno, "is still waiting")) == 1


def test_a_clock_set_back_sends_no_reminder(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=8)
    tick()
    clock.move(days=-7)
    tick()
    assert len(mails(bruno, "is still waiting")) == 1


def test_it_closes_silently_half_a_year_after_the_last_proposal(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=181)
    tick()
    invitation.refresh_from_db()
    assert invitation.status == Invitation.Status.CLOSED
    assert not Reception.objects.of(bruno).in_inbox().exists()
    assert not mails(anna)


def test_closing_a_withdrawn_invitation_is_skipped(anna, bruno, clock, monkeypatch):
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


def test_a_new_invitation_after_a_removal_is_delivered(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(bruno, anna)
    again = Invitation.objects.send(bruno, anna)
    work()
    assert again.deliveries.get().outcome == Delivery.Outcome.DELIVERED


def test_only_a_failed_delivery_is_postponed(anna, bruno, carla, monkeypatch, clock):
    Invitation.objects.send(anna, bruno)
    Invitation.objects.send(anna, carla)
    original = Reception.receive

    def fail_for_bruno(invitation, member, *args, **kwargs):
        if member == bruno:
            raise RuntimeError("broken")
        return original(invitation, member, *args, **kwargs)

    monkeypatch.setattr(Reception, "receive", fail_for_bruno)
    work()
    monkeypatch.undo()
    assert list(Reception.objects.values_list("member", flat=True)) == [carla.pk]
    assert Delivery.objects.get(outcome="").attempts == 1
