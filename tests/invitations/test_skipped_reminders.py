"""A reminder that is not sent has a row in the silence ledger, with the reason, for each day on which it would be due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from invitations.models import Block, NonMember
from invitations.worker import schedule
from network import clock as product_clock
from notifications.models import EmailPreferences, Outbox, Suppression
from tests.conftest import invite, mails, reception_of, refuse, tick, work
from tests.factories import MemberFactory
from tests.invitations.conftest import ADDRESS


def skipped() -> list[str]:
    """The reasons of the reminders that were not sent, in the order of their days."""
    return list(Outbox.objects.filter(kind="reminder").order_by("pk").values_list("reason", flat=True))


def three_weeks(clock) -> None:
    for _ in range(4):
        clock.move(days=7)
        tick()


def test_no_reminder_is_skipped_while_they_are_sent(anna, bruno, clock):
    invite(anna, bruno)
    three_weeks(clock)
    assert (skipped(), len(mails(bruno, "is still waiting"))) == (["", "", ""], 3)


@pytest.mark.parametrize(
    ("verb", "reason"),
    [
        (lambda reception: reception.ignore(), "ignored before it left"),
        (refuse, "refused before it left"),
        (lambda reception: reception.reply("Was it there?"), "answered before it left"),
        (lambda reception: Block.objects.block(reception.member, reception.sender), "blocked before it left"),
    ],
)
def test_each_day_has_its_row(anna, bruno, carla, clock, verb, reason):
    invite(carla, bruno)
    verb(reception_of(invite(anna, bruno)))
    work()
    Outbox.objects.filter(invitation__sender=carla).delete()
    three_weeks(clock)
    rows = Outbox.objects.filter(kind="reminder", invitation__sender=anna)
    assert list(rows.values_list("reason", "status", "member", "next_at")) == 3 * [
        (reason, "silent", bruno.pk, None)
    ]


def test_restoring_starts_no_reminder_and_leaves_its_reason(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    reception.ignore()
    reception.restore()
    three_weeks(clock)
    assert skipped() == 3 * ["ignored before it left"]


def test_overdue_days_are_one_row(anna, bruno, clock):
    reception_of(invite(anna, bruno)).ignore()
    clock.move(days=40)
    tick()
    tick()
    assert skipped() == ["ignored before it left"]


def test_one_that_is_switched_off_keeps_its_reason(anna, bruno, clock):
    EmailPreferences.objects.filter(member=bruno).update(reminders=False)
    invite(anna, bruno)
    three_weeks(clock)
    assert skipped() == 3 * ["switched off"]


def test_a_late_tick_does_not_use_up_the_row_of_the_next_day(anna, bruno, clock, set_policy):
    set_policy(reminder_days=(7, 8))
    reception = reception_of(invite(anna, bruno))
    reception.count_reminders_from(reception.delivered_at - timedelta(hours=12))
    reception.ignore()
    for hours in (7 * 24 + 4, 12):
        clock.move(hours=hours)
        tick()
    assert skipped() == 2 * ["ignored before it left"]


def test_they_wake_no_worker(anna, bruno, clock):
    reception_of(invite(anna, bruno)).ignore()
    clock.move(days=7)
    DBTaskResult.objects.all().delete()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert schedule.remind() == 0
    assert skipped() == ["ignored before it left"]
    assert not DBTaskResult.objects.exists()


def statements_of(number: int, sender, clock) -> int:
    """How many statements record the first reminders of so many ignored invitations."""
    for _ in range(number):
        reception_of(invite(sender, MemberFactory())).ignore()
    clock.move(days=7)
    with CaptureQueriesContext(connection) as queries:
        schedule.remind()
    return len(queries)


def test_the_number_of_statements_does_not_depend_on_how_many_fell_away(anna, clock):
    assert statements_of(2, anna, clock) == statements_of(20, anna, clock)
    assert len(skipped()) == 24


@pytest.mark.parametrize("end", ["withdraw", "accept"])
def test_what_has_ended_has_no_row(anna, bruno, clock, end):
    invitation = invite(anna, bruno)
    getattr(invitation if end == "withdraw" else reception_of(invitation), end)()
    three_weeks(clock)
    assert skipped() == []


def skipped_to_join() -> list[tuple[str, str, str]]:
    """Status, reason and address of the reminders to Nina, who is no member."""
    rows = Outbox.objects.filter(kind="join_reminder").order_by("pk")
    return list(rows.values_list("status", "reason", "address"))


def test_each_day_of_a_non_member_who_wants_no_email_has_its_row(by_email, clock):
    NonMember.objects.lock(ADDRESS).opt_out()
    three_weeks(clock)
    assert skipped_to_join() == 3 * [("silent", "never to be written to again", "")]


def test_each_day_of_an_address_that_bounces_has_its_row(by_email, clock):
    Suppression.objects.record(ADDRESS, Suppression.Kind.BOUNCE, "event", "", product_clock.now())
    three_weeks(clock)
    assert skipped_to_join() == 3 * [("cancelled", "address bounces", ADDRESS)]


@pytest.mark.parametrize("verb", ["withdraw", "close"])
def test_an_ended_invitation_of_a_non_member_has_no_row(by_email, clock, verb):
    getattr(by_email, verb)()
    three_weeks(clock)
    assert skipped_to_join() == []


def test_who_has_joined_has_the_rows_of_a_member(by_email, clock):
    nina = MemberFactory(email=ADDRESS)
    tick()
    clock.move(days=7)
    tick()
    assert skipped_to_join() == []
    assert Outbox.objects.filter(kind="reminder", member=nina).exists()


def test_other_reminder_days_leave_a_row_for_each_day_all_the_same(anna, bruno, clock, set_policy):
    """After one row on day 7 of 7 and 14, the second day of 3, 7 and 14 comes next: each has a key of its own."""
    reception_of(invite(anna, bruno)).ignore()
    for days, reminder_days in ((14, (7, 14, 21)), (7, (3, 21))):
        set_policy(reminder_days=reminder_days)
        clock.move(days=days)
        tick()
    assert Outbox.objects.filter(kind="reminder", status="silent").count() == 2
