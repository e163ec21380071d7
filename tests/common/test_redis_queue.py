"""The queue in Redis: what is enqueued for later, what a worker keeps, and a Redis that does not answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase
from django_tasks import task_backends

from bin.ports import free_port
from invitations.models import Delivery, Invitation
from network.common import queue, redis_queue_url
from notifications import tasks
from tests import redis_server
from tests.conftest import mails

django_rq = pytest.importorskip("django_rq")


@pytest.fixture
def port(settings, monkeypatch):
    """A free port, at which the settings expect Redis."""
    number = free_port()
    monkeypatch.setattr("rq.worker.BaseWorker._install_signal_handlers", lambda worker: None)
    monkeypatch.setattr(queue, "_retry_at", 0.0)
    monkeypatch.setattr("network.common.redis_queue.close_old_connections", lambda: None)  # that of the test
    settings.RQ = {"WORKER_CLASS": "network.common.redis_queue.Worker", "JOB_CLASS": "django_tasks_rq.Job"}
    settings.RQ_QUEUES = {"default": redis_queue_url.read(f"redis://127.0.0.1:{number}/1")}
    settings.TASKS_URL = f"redis://127.0.0.1:{number}/1"
    settings.TASKS = {"default": {"BACKEND": "network.common.redis_queue.RedisBackend"}}
    return number


@pytest.fixture
def redis(port, tmp_path):
    redis_server.required()
    with redis_server.redis(port, tmp_path):
        yield task_backends["default"]


def run_worker():
    django_rq.get_worker().work(burst=True)


def keys(backend):
    return {key.decode() for key in backend._get_queues()[0].connection.keys("rq:job:*")}


def test_a_worker_delivers_and_keeps_nothing(redis, anna, bruno):
    with TestCase.captureOnCommitCallbacks(execute=True):
        Invitation.objects.send(anna, bruno)
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_worker()
    run_worker()
    assert mails(bruno)
    assert keys(redis) == set()


def test_a_task_waits_for_its_moment_and_is_enqueued_once(redis, db, clock):
    moment = clock.now() + timedelta(seconds=90)
    assert not queue.will_wake(tasks.send_mail, by=moment)
    with TestCase.captureOnCommitCallbacks(execute=True):
        queue.wake(tasks.send_mail, at=moment)
    assert queue.will_wake(tasks.send_mail, by=moment)
    assert not queue.will_wake(tasks.send_mail, by=moment - timedelta(seconds=2))


def test_the_length_of_the_queue_and_the_heartbeat_of_a_worker(redis, db, monkeypatch):
    with TestCase.captureOnCommitCallbacks(execute=True):
        queue.wake(tasks.lift_suppressions)
    assert (queue.length(), queue.worker_seen()) == (1, None)
    seen = []
    monkeypatch.setattr("notifications.suppressions.job.run", lambda: seen.append(queue.worker_seen()))
    run_worker()
    assert abs(seen[0] - datetime.now(UTC)) < timedelta(minutes=1)
    assert queue.length() == 0


def test_without_redis_neither_is_known(port):
    assert (queue.length(), queue.worker_seen()) == (None, None)


def test_the_text_of_a_failure_is_kept_for_a_day(redis, db, monkeypatch):
    with TestCase.captureOnCommitCallbacks(execute=True):
        queue.wake(tasks.lift_suppressions)
    monkeypatch.setattr("notifications.suppressions.job.run", lambda: 1 / 0)
    run_worker()
    [key] = keys(redis)
    assert 86_000 < redis._get_queues()[0].connection.ttl(key) <= 86_400


def test_without_redis_nothing_fails(port, client_for, anna, bruno):
    with TestCase.captureOnCommitCallbacks(execute=True):
        Invitation.objects.send(anna, bruno)
    assert Delivery.objects.get().outcome == Delivery.Outcome.WAITING
    assert queue.is_failing()
    assert queue.will_wake(tasks.send_mail, by=anna.joined_at)
    assert "Redis (TASKS_URL)" in client_for().get("/readyz").content.decode()
