"""E-mails leave at a random moment of MAIL_SPREAD_SECONDS, those of one batch in no order that anybody can foresee."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase
from django_tasks_db.models import DBTaskResult

from invitations.models import Delivery, Invitation
from invitations.worker import delivery
from network.common import jobs
from network.common.jobs import keyed_order
from notifications import tasks
from notifications.choices import AT_ONCE, Kind
from notifications.models import Outbox
from notifications.spread import LATELY, LONGEST, span_for, span_for_deliveries, span_for_reminders
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory

SPREAD = timedelta(seconds=90)
SPREAD_KINDS = [kind for kind in Kind if kind not in AT_ONCE]


@pytest.fixture(autouse=True)
def spread(settings):
    settings.MAIL_SPREAD_SECONDS = SPREAD.seconds


@pytest.mark.parametrize("kind", SPREAD_KINDS)
def test_an_email_about_another_member_leaves_within_the_spread(clock, kind):
    draws = {Outbox.spread(kind) - clock.now() for _ in range(50)}
    assert len(draws) == 50
    assert min(draws) >= timedelta()
    assert SPREAD / 3 < max(draws) <= SPREAD


@pytest.mark.parametrize("kind", sorted(AT_ONCE))
def test_mail_about_the_account_leaves_at_once(clock, kind):
    assert Outbox.spread(kind) == clock.now()


@pytest.mark.rule("R05")
def test_every_row_waits_for_its_own_moment(anna, bruno, carla, clock):
    for recipient in (bruno, carla):
        invite(anna, recipient)
    Invitation.objects.send_to_address(anna, "somebody@example.net")
    work()
    assert len(set(Outbox.objects.values_list("next_at", flat=True))) == 3
    assert (mails(bruno), mails(carla)) == ([], [])
    clock.move(seconds=SPREAD.seconds)
    work()
    assert len(mails(bruno)) == len(mails(carla)) == len(mails("somebody@example.net")) == 1


def test_reminders_of_one_run_are_spread(anna, bruno, carla, clock):
    for recipient in (bruno, carla):
        invite(anna, recipient)
    clock.move(days=7)
    jobs.tick()
    moments = set(Outbox.objects.filter(kind="reminder").values_list("next_at", flat=True))
    assert len(moments) == 2
    assert all(clock.now() <= moment <= clock.now() + LONGEST for moment in moments)
    clock.move(seconds=LONGEST.seconds)
    tick()
    assert len(mails(bruno)) == 2


def wake_ups() -> list[object]:
    path = "notifications.tasks.send_mail"
    return list(
        DBTaskResult.objects.filter(task_path=path).order_by("run_after").values_list("run_after", flat=True)
    )


def test_the_worker_is_woken_at_the_moment_of_the_row(anna, bruno):
    with TestCase.captureOnCommitCallbacks(execute=True):
        invite(anna, bruno)
    assert wake_ups() == [Outbox.objects.get().next_at]


def moments():
    return list(Outbox.objects.filter(status="waiting").order_by("next_at").values_list("next_at", flat=True))


def test_a_batch_wakes_the_worker_for_each_row_by_one_task(anna, clock):
    """Also after a release, which draws the times anew: one task waits, and each enqueues the next."""
    for recipient in MemberFactory.create_batch(12):
        Invitation.objects.send(anna, recipient)
    delivery.deliver_all()
    DBTaskResult.objects.all().delete()
    clock.move(hours=2)
    Outbox.objects.wake()
    tasks.send_mail_at(expected := moments())
    assert len(set(expected)) == 12
    for number, moment in enumerate(expected):
        assert wake_ups() == [moment]
        clock.instant = moment
        DBTaskResult.objects.all().delete()
        tasks.send_mail.call()
        assert len(moments()) == 11 - number
    assert wake_ups() == []


def test_one_task_waits_for_the_next_email(anna, bruno, clock):
    invite(anna, bruno)
    DBTaskResult.objects.all().delete()
    for _ in range(3):
        tasks.send_mail.call()
    assert wake_ups() == moments() != []


def test_an_earlier_email_has_its_own_task(anna, bruno, clock):
    invite(anna, bruno)
    DBTaskResult.objects.all().delete()
    later = clock.now() + 2 * SPREAD
    tasks.send_mail_at([later])
    tasks.send_mail.call()
    assert wake_ups() == [*moments(), later]


def test_without_a_spread_no_task_waits(anna, bruno, clock, settings):
    settings.MAIL_SPREAD_SECONDS = 0
    invite(anna, bruno)
    Outbox.objects.update(status="waiting", next_at=clock.now() + SPREAD)
    DBTaskResult.objects.all().delete()
    tasks.send_mail.call()
    assert wake_ups() == []


@pytest.mark.parametrize(
    ("number", "shortest", "longest"), [(11, 90, 90), (40, 180, 360), (2000, 3600, 3600)]
)
def test_many_emails_are_spread_over_longer(number, shortest, longest):
    spans = {span_for(number).seconds for _ in range(200)}
    assert (min(spans), max(spans)) == (shortest, longest)


def test_nothing_is_spread_where_the_site_does_not(settings):
    settings.MAIL_SPREAD_SECONDS = 0
    assert span_for(5000) == span_for_deliveries() == span_for_reminders() == timedelta()


def test_the_time_for_reminders_does_not_follow_from_their_number(anna, bruno, carla, clock, monkeypatch):
    monkeypatch.setattr("notifications.models.outbox.draw_delay", lambda span: span)
    for recipient in (bruno, carla):
        invite(anna, recipient)
    clock.move(days=7)
    reception_of(Invitation.objects.get(recipient=carla)).ignore()
    jobs.tick()
    assert Outbox.objects.get(kind="reminder", status="waiting").next_at == clock.now() + LONGEST


def test_the_time_grows_with_what_was_asked_for_lately(anna, bruno, clock):
    invitation = Invitation.objects.send(anna, bruno)
    asked = [
        Delivery(
            invitation=invitation,
            kind="message",
            outcome="refused",
            decided_at=clock.now(),
            requested_at=clock.now(),
        )
        for _ in range(50)
    ]
    Delivery.objects.bulk_create(asked)
    assert span_for_deliveries() > 2 * SPREAD
    Delivery.objects.update(requested_at=clock.now() - LATELY)
    assert span_for_deliveries() == SPREAD


def test_a_batch_without_rows_wakes_nobody(db):
    tasks.send_mail_at([])
    assert wake_ups() == []


def test_a_queue_that_cannot_wait_is_woken_at_once(db, clock, settings, monkeypatch):
    monkeypatch.setattr("django_tasks_db.backend.DatabaseBackend.supports_defer", False)
    tasks.send_mail_at([clock.now() + SPREAD])
    tasks.send_next_mail()
    assert DBTaskResult.objects.get().run_after.year == 9999


def test_a_batch_is_in_another_order_under_another_key(settings):
    rows = [(key, f"member {key}") for key in range(20)]
    orders = []
    for settings.HASH_KEY in ("one key", "another key"):
        orders += [keyed_order(rows), keyed_order(rows[1:])]
        assert keyed_order(rows) == keyed_order(rows)
    assert all(order != sorted(order) for order in orders)
    assert orders[0] != orders[2]
    assert [key for key in orders[0] if key] != orders[1]


def test_the_emails_to_one_reader_keep_their_order():
    rows = [(key, "ab"[key % 2]) for key in range(20)]
    assert keyed_order(rows) in ([*range(0, 20, 2), *range(1, 20, 2)], [*range(1, 20, 2), *range(0, 20, 2)])


def test_due_rows_leave_in_no_order_of_writing(anna, settings, clock):
    for recipient in MemberFactory.create_batch(12):
        Invitation.objects.send(anna, recipient)
    delivery.deliver_all()
    clock.move(seconds=2 * SPREAD.seconds)
    written = sorted(Outbox.objects.next_ids(100))
    assert len(written) == 12
    assert Outbox.objects.next_ids(100) != written


def test_deliveries_are_decided_in_no_order_of_sending(anna):
    invitations = [Invitation.objects.send(anna, member) for member in MemberFactory.create_batch(12)]
    invitations[0].withdraw()
    keys = delivery.job.next_keys()
    sent, ended = (
        Delivery.objects.filter(invitation=invitations[0]).order_by("pk").values_list("pk", flat=True)
    )
    assert keys != sorted(keys)
    assert len(keys) == 13
    assert keys.index(ended) == keys.index(sent) + 1
