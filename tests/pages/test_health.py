"""The health checks /healthz and /readyz."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from invitations.models import Batch, BatchLine, Block, Invitation
from network.common import jobs
from network.members.models import AccountRequest, Export
from notifications.models import Outbox
from tests.conftest import invite, work
from tests.factories import MemberFactory


@pytest.mark.django_db
def test_alive_and_ready(client):
    assert client.get("/healthz").content == client.get("/readyz").content == b"ok"


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_not_ready_without_a_worker(anna, bruno, client, clock, minutes, status):
    Invitation.objects.send(anna, bruno)
    clock.move(minutes=minutes)
    assert client.get("/readyz").status_code == status


def test_not_ready_when_email_is_stalled(anna, bruno, client, clock):
    invite(anna, bruno)
    Outbox.objects.update(status="waiting", next_at=clock.now())
    clock.move(minutes=4)
    assert client.get("/readyz").content == b"ok"
    clock.move(minutes=3)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "The oldest e-mail has been due for 7 minutes." in response.content.decode()


def make_due(job, anna, bruno) -> None:
    """Create one due row for a job."""
    {
        "account_requests": lambda: AccountRequest.objects.request_password_reset(anna.email),
        "batches": lambda: Batch.objects.submit(anna, ["dora@example.com"]),
        "exports": lambda: Export.objects.request(anna),
        "account_deletions": anna.leave,
        "blocks": lambda: Block.objects.block(anna, bruno),
    }[job]()


@pytest.mark.parametrize("job", ["account_requests", "batches", "exports", "account_deletions", "blocks"])
def test_not_ready_when_a_job_is_stalled(anna, bruno, client, clock, job):
    make_due(job, anna, bruno)
    assert client.get("/readyz").status_code == 200
    clock.move(minutes=6)
    assert client.get("/readyz").status_code == 503
    work()
    assert client.get("/readyz").status_code == 200


def test_a_line_that_failed_and_was_postponed_is_not_stalled(anna, client, clock, monkeypatch):
    Batch.objects.submit(anna, ["dora@example.com"])
    monkeypatch.setattr(Batch, "send_line", lambda *_: 1 / 0)
    work()
    clock.move(minutes=6)
    assert BatchLine.objects.due().exists()
    assert client.get("/readyz").status_code == 200
    clock.move(minutes=5)
    assert client.get("/readyz").status_code == 503


def test_only_staff_see_which_command_is_not_running(anna, bruno, client_for, clock):
    Invitation.objects.send(anna, bruno)
    clock.move(minutes=6)
    staff = MemberFactory(is_staff=True)
    assert "manage.py worker" in client_for(staff).get("/members/").content.decode()
    assert "manage.py worker" not in client_for(anna).get("/members/").content.decode()


@pytest.mark.django_db
def test_not_ready_without_a_database(client, monkeypatch):
    def raise_operational_error():
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr(jobs, "queue_is_stalled", raise_operational_error)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("data", "DATA_DIR"),
        ("database", "the folder of the database"),
        ("temporary", "the folder for temporary files"),
    ],
)
def test_not_ready_on_a_full_disk(client, monkeypatch, settings, tmp_path, folder, name):
    """Each folder may lie on a disk of its own."""
    (tmp_path / "file.sqlite3").touch()
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr("network.web.checks.running.tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    monkeypatch.setattr(
        "network.web.checks.running.database_file", lambda: tmp_path / "database" / "file.sqlite3"
    )
    monkeypatch.setattr("network.web.checks.running.os.access", lambda *_: True)
    monkeypatch.setattr(
        "network.web.checks.running.shutil.disk_usage",
        lambda path: SimpleNamespace(free=99_000_000 if path.name == folder else 101_000_000),
    )
    response = client.get("/readyz")
    assert (response.status_code, response.content.decode()) == (503, f"Less than 100 MB are free in {name}.")


@contextmanager
def full_database():
    """Every statement that writes fails, as on a full disk."""

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
def test_not_ready_with_a_full_database(client):
    with full_database():
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode() == "The database cannot be written to: its disk may be full."
    assert client.get("/readyz").status_code == 200


def test_a_full_database_answers_503_and_loses_nothing(anna, bruno, client_for):
    invitation, browser = invite(anna, bruno), client_for(bruno)
    browser.raise_request_exception = False
    url = f"/invitations/{invitation.public_id}/accept/"
    with full_database():
        assert browser.post(url).status_code == 503
        assert browser.get("/invitations/").status_code == 200
    assert Invitation.objects.get().status == "open"
    assert browser.post(url).status_code == 302
    work()
    assert Invitation.objects.get().status == "accepted"
    assert Outbox.objects.filter(kind="accepted", status="sent").count() == 1


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite uses a file")
def test_not_ready_when_the_database_file_is_read_only(client, monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "file")
    (tmp_path / "file").touch()
    monkeypatch.setattr("network.web.checks.running.os.access", lambda *_: False)
    assert "cannot be written to" in client.get("/readyz").content.decode()
