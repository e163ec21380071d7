import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from invitations.models import Invitation
from network.common import jobs, worker
from tests.conftest import mails


class StopLoop(BaseException):
    """Ends an endless loop."""


def test_tick_with_every_repeats(db, monkeypatch, capsys):
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 2:
            raise StopLoop

    monkeypatch.setattr("network.common.management.commands.tick.time.sleep", sleep)
    with pytest.raises(StopLoop):
        call_command("tick", "--every", "5")
    assert pauses == [5, 5]


def test_the_thread_ticks_drains_and_survives_an_error(anna, bruno, monkeypatch):
    errors = [DatabaseError("gone"), None]

    def sleep(_seconds):
        if not errors:
            raise StopLoop

    def drain():
        if error := errors.pop(0):
            raise error

    monkeypatch.setattr(worker, "drain", drain)
    monkeypatch.setattr(worker.time, "sleep", sleep)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    with pytest.raises(StopLoop):
        worker._run_forever()
    assert not errors


def test_start_makes_a_daemon_thread(monkeypatch):
    ran = threading.Event()
    monkeypatch.setattr(worker, "_run_forever", ran.set)
    worker.start()
    assert ran.wait(5)


@pytest.mark.django_db
def test_another_queue_is_drained_without_a_database_worker(anna, bruno, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    Invitation.objects.send(anna, bruno)
    worker.drain()
    jobs.prune()
    assert mails(bruno)
