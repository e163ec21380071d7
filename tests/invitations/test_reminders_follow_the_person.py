"""Withdrawing and sending again starts no reminders anew: they follow the person, not the invitation."""

from importlib import import_module

import pytest
from django.apps import apps

from invitations.models import JoinInvitation, Reception
from network.members.models import Connection
from tests.conftest import invite, invite_address, mails, reception_of, tick, work
from tests.factories import MemberFactory

NINA = "nina@example.org"
REMINDER = "invitation is still waiting"


def withdraw(invitation) -> None:
    invitation.withdraw()
    work()


def days(clock, number: int) -> None:
    """Run the periodic command once a day."""
    for _ in range(number):
        clock.move(days=1)
        tick()


@pytest.mark.rule("R06")
@pytest.mark.parametrize("address", ["bruno@example.org", NINA])
def test_withdrawing_and_sending_every_eight_days_gives_the_reminders_of_one_invitation(
    anna, bruno, clock, address
):
    for _ in range(12):
        invitation = invite_address(anna, address)
        days(clock, 8)
        withdraw(invitation)
    assert len(mails(address, REMINDER)) == 3


@pytest.mark.parametrize("address", ["bruno@example.org", NINA])
def test_what_was_sent_again_by_mistake_keeps_the_days_of_the_first(anna, bruno, clock, address):
    withdraw(invite_address(anna, address))
    days(clock, 2)
    invite_address(anna, address)
    for expected in (0, 1, 2, 2, 3, 3):
        days(clock, 4)
        assert len(mails(address, REMINDER)) == expected


@pytest.mark.parametrize(("pause", "reminders"), [(30, 1), (29, 0)])
@pytest.mark.parametrize("address", ["bruno@example.org", NINA])
def test_thirty_days_after_the_first_delivery_the_reminders_start_anew(
    anna, bruno, clock, address, pause, reminders
):
    withdraw(invite_address(anna, address))
    clock.move(days=pause)
    invite_address(anna, address)
    days(clock, 7)
    assert len(mails(address, REMINDER)) == reminders


@pytest.mark.parametrize("number", ["pair_mails_a_day", "pair_mails_a_month"])
def test_a_first_delivery_without_an_email_has_no_reminders(anna, bruno, clock, set_policy, number):
    set_policy(**{number: 0})
    reception = reception_of(invite(anna, bruno))
    assert (reception.reminders_from, reception.next_reminder_at) == (None, None)
    days(clock, 22)
    assert not mails(bruno)


@pytest.mark.parametrize("answer", [Reception.ignore, lambda reception: reception.reply("Which Anna?")])
def test_whoever_ignored_or_replied_is_not_reminded_of_the_next(anna, bruno, clock, answer):
    invitation = invite_address(anna, bruno.email)
    answer(reception_of(invitation))
    withdraw(invitation)
    invite_address(anna, bruno.email)
    days(clock, 22)
    assert not mails(bruno, REMINDER)


def test_another_sender_and_another_recipient_have_days_of_their_own(anna, bruno, carla, clock):
    withdraw(invite(anna, bruno))
    clock.move(days=3)
    starts = [reception_of(invite(carla, bruno)), reception_of(invite(anna, carla))]
    assert [row.reminders_from for row in starts] == [clock.now(), clock.now()]


def test_after_a_connection_has_ended_the_days_are_those_of_its_invitation(anna, bruno, clock):
    first = clock.now()
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(anna, bruno)
    clock.move(days=3)
    assert reception_of(invite(anna, bruno)).reminders_from == first


def test_whoever_joins_is_reminded_on_the_days_of_the_invitation_to_join(anna, clock):
    invitation = invite_address(anna, NINA)
    days(clock, 8)
    nina = MemberFactory(email=NINA)
    days(clock, 14)
    assert reception_of(invitation).member == nina
    assert len(mails(NINA, REMINDER)) == 3


def test_an_invitation_to_join_that_is_older_than_the_reception_does_not_count(anna, clock):
    withdraw(invite_address(anna, NINA))
    clock.move(days=20)
    nina = MemberFactory(email=NINA)
    withdraw(invite(anna, nina))
    Reception.objects.update(reminders_from=clock.now())
    assert reception_of(invite_address(anna, NINA)).reminders_from == clock.now()


def test_the_migration_counts_from_the_first_delivery(anna, bruno):
    rows = [reception_of(invite(anna, bruno)), invite_address(anna, NINA).join_invitation]
    for model in (Reception, JoinInvitation):
        model.objects.update(reminders_from=None)
    import_module("invitations.migrations.0008_reminders_from").fill_reminders_from(apps, None)
    for row, first in zip(rows, ("delivered_at", "first_mailed_at"), strict=True):
        row.refresh_from_db()
        assert row.reminders_from == getattr(row, first)
