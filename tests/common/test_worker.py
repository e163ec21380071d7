import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from invitations.models import Invitation
from network.common import jobs, worker
from tests.conftest import mails


class Enough(BaseException):
    """Ends a loop that never ends."""


def test_tick_every_few_seconds_goes_on(db, monkeypatch, capsys):
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 2:
            raise Enough

    monkeypatch.setattr("network.common.management.commands.tick.time.sleep", nap)
    with pytest.raises(Enough):
        call_command("tick", "--every", "5")
    assert naps == [5, 5]


def test_the_thread_ticks_drains_and_survives_a_fault(anna, bruno, monkeypatch):
    faults = [DatabaseError("gone"), None]

    def nap(_seconds):
        if not faults:
            raise Enough

    def drain():
        if fault := faults.pop(0):
            raise fault

    monkeypatch.setattr(worker, "drain", drain)
    monkeypatch.setattr(worker.time, "sleep", nap)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    with pytest.raises(Enough):
        worker._work_forever()
    assert not faults


def test_start_makes_a_daemon_thread(monkeypatch):
    ran = threading.Event()
    monkeypatch.setattr(worker, "_work_forever", ran.set)
    worker.start()
    assert ran.wait(5)


@pytest.mark.django_db
def test_another_queue_is_drained_without_a_database_worker(anna, bruno, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    Invitation.objects.send(anna, bruno)
    worker.drain()
    jobs.prune()
    assert mails(bruno)
