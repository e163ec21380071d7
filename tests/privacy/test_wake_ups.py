"""Where all the other mail is Anna's own, a gap between two of her e-mails seldom tells of one to Bruno."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from django_tasks_db.models import DBTaskResult

from notifications import receivers, tasks
from notifications.models import Outbox
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory
from tests.privacy.pace import LATENCY, POLL_SECONDS, VirtualServer
from tests.privacy.savepoints import rolled_back
from tests.privacy.wake_ups import (
    INVITATIONS,
    REMINDERS,
    for_each,
    one_by_one,
    rate,
    reminders,
    ten,
    together,
    without_growth,
)

SEED = 20130101
SELDOM, OFTEN = 0.03, 0.4
"""The share of the runs in which the gap may tell, and in which that of a naive worker does."""

WORLDS = {
    "reminders": (REMINDERS, reminders, for_each),
    "invitations": (INVITATIONS, one_by_one, for_each),
    "after an outage": (INVITATIONS, together, for_each),
    "few": (2, one_by_one, for_each),
}
NAIVE = {
    "reminders with ten wake-ups": (REMINDERS, without_growth, ten),
    "invitations in the same time": (INVITATIONS, without_growth, for_each),
}


@pytest.fixture(autouse=True)
def spread(settings):
    settings.MAIL_SPREAD_SECONDS = 90


def simulate(world, runs=100, **options):
    return rate(random.Random(SEED), runs, *({**WORLDS, **NAIVE}[world]), **options)


@pytest.mark.parametrize("world", WORLDS)
def test_a_gap_seldom_tells_of_a_third_email(world):
    assert simulate(world) <= SELDOM


@pytest.mark.parametrize("world", NAIVE)
def test_a_naive_worker_is_caught(world):
    assert simulate(world) > OFTEN


@pytest.mark.parametrize("world", [*WORLDS, *NAIVE])
def test_without_a_third_email_there_is_no_such_gap(world):
    assert simulate(world, 20, mailed=False) == 0


@pytest.mark.long
@pytest.mark.parametrize(("world", "figure"), [("reminders", 0.006), ("invitations", 0.006), ("few", 0.0001)])
def test_the_figures_of_the_documentation(world, figure):
    """docs/privacy.md states them."""
    assert simulate(world, 200_000 if world == "few" else 5000) == pytest.approx(figure, rel=0.5)


def work_as_the_worker_does(frozen):
    """Run the tasks that are ready, one after another, or let the time pass to the next look."""
    tasks_waiting = DBTaskResult.objects.filter(task_path=tasks.send_mail.module_path)
    while Outbox.objects.filter(status="waiting").exists():
        ready = [task for task in tasks_waiting.all() if task.run_after <= frozen.instant]
        for task in ready[:1]:
            task.delete()
            tasks.send_mail.call()
        if not ready:
            frozen.move(seconds=POLL_SECONDS)


def longest_clump(arrivals):
    """How many e-mails left one right after another."""
    longest = clump = 1
    for earlier, later in pairwise(sorted(arrivals.values())):
        clump = clump + 1 if later - earlier < 2 * LATENCY else 1
        longest = max(longest, clump)
    return longest


def write_and_send(frozen, settings, monkeypatch, receptions):
    settings.EMAIL_BACKEND = f"tests.privacy.pace.{VirtualServer.__name__}"
    monkeypatch.setattr("notifications.spread._random", random.Random(SEED))
    monkeypatch.setattr("notifications.emails.render", lambda kind, context: ("Subject", "Text", ""))
    VirtualServer.clock, VirtualServer.arrivals = frozen, {}
    DBTaskResult.objects.all().delete()
    receivers.email_recipients_reminders([reception.pk for reception in receptions])
    work_as_the_worker_does(frozen)
    assert len(VirtualServer.arrivals) == len(receptions)
    return longest_clump(VirtualServer.arrivals)


@pytest.fixture
def receptions(db, clock, settings):
    """Those of reminders that are due together."""
    settings.MAIL_SPREAD_SECONDS = 0
    invitations = [invite(anna, MemberFactory()) for anna in MemberFactory.create_batch(24)]
    settings.MAIL_SPREAD_SECONDS = 90
    clock.move(days=7)
    return [reception_of(invitation) for invitation in invitations]


def wake_ten_times(moments):
    for moment in ten(list(moments)):
        tasks.send_mail.using(run_after=moment).enqueue()


def test_reminders_of_one_run_do_not_leave_in_clumps(receptions, clock, settings, monkeypatch):
    """And those of a worker that is woken ten times do."""
    with rolled_back():
        assert write_and_send(clock, settings, monkeypatch, receptions) <= 2
    monkeypatch.setattr(tasks, "send_mail_at", wake_ten_times)
    monkeypatch.setattr(tasks, "send_next_mail", lambda: None)
    assert write_and_send(clock, settings, monkeypatch, receptions) > 2
