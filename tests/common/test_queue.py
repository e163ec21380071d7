"""Tasks reach a broker after the commit; one that fails costs neither the change nor the page."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import TestCase
from django_tasks import task_backends
from django_tasks.backends.dummy import DummyBackend
from django_tasks_db.models import DBTaskResult

from invitations.models import Delivery, Invitation
from invitations.tasks import deliver
from network import clock as product_clock
from network.common import jobs, queue
from notifications.tasks import send_mail
from tests.bin.scripts import ROOT

BROKER = {"default": {"BACKEND": "tests.common.test_queue.Broker"}}


class Broker(DummyBackend):
    """A queue outside the database, which fails while `is_down`, and counts how often it is asked."""

    is_down, calls = False, 0

    def enqueue(self, *arguments):
        Broker.calls += 1
        if Broker.is_down:
            raise ConnectionError
        return super().enqueue(*arguments)


@pytest.fixture
def broker(settings, monkeypatch):
    settings.TASKS = BROKER
    monkeypatch.setattr(queue, "_retry_at", 0.0)
    monkeypatch.setattr(Broker, "is_down", False)
    monkeypatch.setattr(Broker, "calls", 0)
    return task_backends["default"]


@pytest.fixture
def lost_broker(broker, monkeypatch):
    monkeypatch.setattr(Broker, "is_down", True)
    return broker


def names(broker):
    return [result.task.name for result in broker.results]


def waiting(task):
    return DBTaskResult.objects.filter(task_path=task.module_path, status="READY")


def test_a_run_does_the_work_of_the_rows_of_its_task_but_for_one(anna, bruno, carla):
    for member in (bruno, carla):
        Invitation.objects.send(anna, member)
        queue.wake(deliver)
    assert deliver.call() == 2
    assert waiting(deliver).count() == 1


def test_no_row_is_absorbed_that_waits_for_its_time_or_is_running(anna, clock):
    for at in (None, None, clock.now() + timedelta(minutes=1), clock.now() + timedelta(minutes=2)):
        queue.wake(send_mail, at=at)
    running = waiting(send_mail).filter(run_after__gt=clock.now() + timedelta(days=9)).first()
    DBTaskResult.objects.filter(pk=running.pk).update(status="RUNNING")
    queue.absorb(send_mail)
    assert (waiting(send_mail).count(), DBTaskResult.objects.get(pk=running.pk).status) == (3, "RUNNING")


def test_rows_of_other_tasks_are_not_absorbed(anna):
    for task in (deliver, deliver, send_mail, send_mail):
        queue.wake(task)
    queue.absorb(deliver)
    assert (waiting(deliver).count(), waiting(send_mail).count()) == (1, 2)


def test_a_broker_absorbs_nothing(broker, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        queue.absorb(deliver)


def test_a_broker_gets_a_task_after_the_commit(broker, anna, bruno):
    with TestCase.captureOnCommitCallbacks(execute=True):
        Invitation.objects.send(anna, bruno)
        assert names(broker) == []
    assert names(broker) == ["deliver"]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_enqueues_nothing(broker):
    with transaction.atomic():
        queue.wake(deliver)
        transaction.set_rollback(True)
    assert names(broker) == []


def test_an_invitation_is_sent_without_the_broker_and_tick_finds_it(lost_broker, anna, bruno, monkeypatch):
    with TestCase.captureOnCommitCallbacks(execute=True):
        Invitation.objects.send(anna, bruno)
    assert Delivery.objects.get().outcome == Delivery.Outcome.WAITING
    monkeypatch.setattr(Broker, "is_down", False)
    monkeypatch.setattr(queue, "_retry_at", 0.0)
    with TestCase.captureOnCommitCallbacks(execute=True):
        jobs.tick()
    assert names(lost_broker) == ["deliver"]


def test_a_broker_that_failed_is_not_asked_again_at_once(lost_broker, db, caplog):
    with TestCase.captureOnCommitCallbacks(execute=True):
        for _ in range(3):
            queue.wake(deliver)
    assert Broker.calls == 1
    assert [record.message for record in caplog.records] == [
        "The queue did not take invitations.tasks.deliver: ConnectionError"
    ]


def test_a_broker_that_cannot_say_what_is_scheduled_is_not_asked_to_wait(broker, db):
    assert queue.will_wake(deliver, by=product_clock.now())
    assert not queue.is_failing()


def test_all_code_enqueues_through_wake():
    files = [
        file
        for package in ("network", "invitations", "notifications")
        for file in (ROOT / package).rglob("*.py")
    ]
    callers = {
        str(file.relative_to(ROOT)) for file in files if re.search(r"(?<!self\.)enqueue\(", file.read_text())
    }
    of_the_queue = {f"network/common/{name}.py" for name in ("queue", "redis_queue", "jobs")}
    of_simulations = {f"network/simulation/{name}.py" for name in ("queue", "queued_runs")}
    assert callers == of_the_queue | of_simulations


def test_the_worker_of_a_queue_of_ones_own_is_not_ours(broker):
    with pytest.raises(CommandError, match="its worker"):
        call_command("worker")
