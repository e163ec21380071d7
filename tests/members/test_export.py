"""Data exports: requested by the member, written by the worker, downloaded, deleted."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from network.common import worker
from network.members.models import AccountRequest, Connection, Export, ExportPart
from network.members.models.export import MAX_ATTEMPTS, Stopped
from network.members.privacy import export as privacy_export
from network.members.tasks import write_exports
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory
from tests.members.account import PASSWORD


def export_archive(member) -> zipfile.ZipFile:
    export = Export.objects.request(member)
    work()
    export.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO(b"".join(export.content())))


def rows(archive, name) -> list[dict]:
    return json.loads(archive.read(f"my-data/{name}.json"))


@pytest.fixture
def history(anna, bruno, carla, clock):
    """Anna is connected to Carla, has invited Bruno, who replied, and refused Dora's invitation."""
    reception_of(invite(anna, carla, "Two desks apart")).accept()
    reception_of(invite(anna, bruno, "=1+1")).reply("Who are you?")
    reception = reception_of(invite(MemberFactory(name="Dora Neri"), anna, "Hello"))
    reception.ignore()
    reception.say_unknown()
    work()


def test_the_archive_holds_all_data_of_the_member(history, anna):
    archive = export_archive(anna)
    assert archive.testzip() is None
    assert rows(archive, "profile")[0]["name"] == "Anna Ricci"
    assert rows(archive, "addresses") == [{"email": "anna@example.org", "verified": True, "primary": True}]
    assert [row["handle"] for row in rows(archive, "connections")] == ["carla"]
    assert [row["to"] for row in rows(archive, "invitations-sent")] == ["Carla Longo", "Bruno Verdi"]
    assert [(row["from"], row["place"]) for row in rows(archive, "invitations-received")] == [
        ("Dora Neri", "archive")
    ]
    assert [row["text"] for row in rows(archive, "messages")] == ["Who are you?"]
    assert [row["of"] for row in rows(archive, "refusals")] == ["Dora Neri"]
    assert rows(archive, "e-mail-preferences")[0]["none"] is False
    assert len(rows(archive, "e-mails")) == len(mails(anna, "")) - 1


def test_each_list_is_also_csv_without_formulas(history, anna):
    text = export_archive(anna).read("my-data/invitations-sent.csv").decode("utf-8-sig")
    notes = [row["note"] for row in csv.DictReader(io.StringIO(text))]
    assert notes == ["Two desks apart", "'=1+1"]


def test_the_archive_reveals_neither_the_allowance_nor_the_side_of_the_recipient(history, anna):
    reception_of(anna.invitations_sent.get(recipient__handle="bruno")).ignore()
    archive = export_archive(anna)
    names = {column for name in archive.namelist() if ".json" in name for row in json.loads(archive.read(name)) for column in row}  # fmt: skip
    assert not names & {"limit", "used", "recent", "delivered_at", "outcome", "restricted_at"}
    assert "place" not in rows(archive, "invitations-sent")[0]


def test_withdrawn_invitations_are_not_among_the_received_ones(anna, bruno):
    invite(bruno, anna, "Not for long").withdraw()
    work()
    assert rows(export_archive(anna), "invitations-received") == []


def test_the_archive_holds_no_emails_without_a_member_mailbox(anna, settings):
    settings.CAPTURE_EMAIL, settings.MEMBER_MAILBOX = True, False
    assert "my-data/e-mails.json" not in export_archive(anna).namelist()


def test_account_emails_are_not_in_the_archive(anna, bruno):
    invite(bruno, anna)
    AccountRequest.objects.request_password_reset(anna.email)
    work()
    assert len(mails(anna)) == 2
    (mail,) = rows(export_archive(anna), "e-mails")
    assert "Bruno" in mail["subject"]


def test_requesting_an_export_requires_reauthentication(nina_browser, nina):
    response = nina_browser.post("/settings/export/")
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not Export.objects.exists()
    data = {"password": PASSWORD, "next": "/settings/export/"}
    assert nina_browser.post("/accounts/reauthenticate/", data)["Location"] == "/settings/export/"
    assert Export.objects.of(nina).count() == 1
    assert "We’re preparing your data." in nina_browser.get("/settings/export/").content.decode()


def test_downloading_an_export_requires_reauthentication(nina_browser, nina):
    export_archive(nina)
    path, page = Export.objects.get().get_absolute_url(), "/settings/export/?fetch=1"
    assert (
        nina_browser.get(path)["Location"] == "/accounts/reauthenticate/?next=/settings/export/%3Ffetch%3D1"
    )
    assert path not in head(nina_browser.get(page))
    assert (
        nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": page})["Location"]
        == page
    )
    assert path in head(nina_browser.get(page))
    assert path not in head(nina_browser.get("/settings/export/"))
    assert nina_browser.get(path)["Content-Type"] == "application/zip"


def head(response) -> str:
    """The head element of the page, whose refresh starts the download."""
    return response.content.decode().partition("</head>")[0]


def test_no_download_starts_without_an_export(nina_browser):
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "refresh" not in head(nina_browser.get("/settings/export/?fetch=1"))


def test_rows_are_read_in_chunks_and_bytes_stored_in_parts(anna, monkeypatch):
    monkeypatch.setattr(privacy_export, "CHUNK_SIZE", 2)
    monkeypatch.setattr(privacy_export, "PART_SIZE", 50)
    friends = MemberFactory.create_batch(5)
    for friend in friends:
        Connection.objects.connect(anna, friend)
    archive = export_archive(anna)
    assert {row["handle"] for row in rows(archive, "connections")} == {friend.handle for friend in friends}
    export = Export.objects.get()
    assert export.parts.count() > 10
    assert export.size == sum(len(part) for part in export.content())
    assert export.done == export.total > 5


def test_exports_of_the_same_data_are_identical(history, anna):
    first, second = (export_bytes(anna) for _ in range(2))
    assert first == second


def export_bytes(member) -> bytes:
    Export.objects.request(member)
    privacy_export.job.run()
    return b"".join(Export.objects.of(member).latest("pk").content())


def test_the_page_from_request_to_download(anna, confirmed_client_for):
    browser = confirmed_client_for(anna)
    assert "Prepare my data" in browser.get("/settings/export/").content.decode()
    assert browser.post("/settings/export/")["Location"] == "/settings/export/"
    page = browser.get("/settings/export/").content.decode()
    assert "<progress" in page
    assert "Refresh" in page
    work()
    page = browser.get("/settings/export/")
    response = browser.get(page.context["latest_export"].get_absolute_url())
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/zip", "private, no-store")
    assert len(response.getvalue()) == int(response["Content-Length"])


def test_the_email_links_to_the_page_and_ignores_the_preferences(anna):
    anna.emailpreferences.none = True
    anna.emailpreferences.save()
    export_archive(anna)
    (mail,) = mails(anna, "Your data is ready")
    assert "http://localhost:8000/settings/export/" in mail.text
    assert "List-Unsubscribe" not in mail.raw


def test_one_export_at_a_time_and_three_per_day(anna, confirmed_client_for, clock):
    browser = confirmed_client_for(anna)
    for _ in range(2):
        assert browser.post("/settings/export/").status_code == 302
    assert Export.objects.count() == 1
    for _ in range(2):
        work()
        browser.post("/settings/export/")
    work()
    response = browser.post("/settings/export/")
    assert (response.status_code, Export.objects.count()) == (429, 3)
    clock.move(days=1)
    assert browser.post("/settings/export/").status_code == 302


def test_the_export_of_another_member_is_not_found(anna, bruno, client_for, confirmed_client_for):
    export_archive(anna)
    path = Export.objects.get().get_absolute_url()
    assert confirmed_client_for(bruno).get(path).status_code == 404
    assert confirmed_client_for(bruno).get("/settings/export/none/my-data.zip").status_code == 404
    assert client_for().get(path).status_code == 302


def test_stopping_an_export_and_requesting_another(anna, confirmed_client_for):
    browser = confirmed_client_for(anna)
    browser.post("/settings/export/")
    browser.post("/settings/export/stop/")
    assert "You stopped preparing your data" in browser.get("/settings/export/").content.decode()
    work()
    assert not ExportPart.objects.exists()
    browser.post("/settings/export/")
    work()
    assert Export.objects.of(anna).downloadable().count() == 1
    browser.post("/settings/export/stop/")
    assert Export.objects.of(anna).downloadable().count() == 1


def test_no_email_is_sent_for_an_export_stopped_while_being_written(anna, confirmed_client_for, monkeypatch):
    begin = Export.begin
    monkeypatch.setattr(
        Export, "begin", lambda export, total: [begin(export, total), Export.objects.of(anna).stop()]
    )
    Export.objects.request(anna)
    work()
    assert Export.objects.get().state == "stopped"
    assert not mails(anna)


def test_the_export_of_a_killed_worker_is_written_again(anna, monkeypatch, clock):
    class Killed(BaseException):
        pass

    def kill(export, rows):
        raise Killed

    export = Export.objects.request(anna)
    with monkeypatch.context() as patch:
        patch.setattr(Export, "advance", kill)
        with pytest.raises(Killed):
            privacy_export.job.run()
    assert not privacy_export.job.has_due()
    clock.move(minutes=6)
    tick()
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
    zipfile.ZipFile(io.BytesIO(b"".join(export.content()))).testzip()
    assert {part.attempt for part in export.parts.all()} == {2}


def test_a_worker_whose_lease_expired_stops(anna, clock):
    export = Export.objects.request(anna)
    assert Export.objects.claim(export.pk)
    stale = Export.objects.get()
    assert not privacy_export.job.run_one(export.pk)
    clock.move(minutes=6)
    assert privacy_export.job.run_one(export.pk)
    with pytest.raises(Stopped):
        stale.advance(1)


def test_a_failing_export_is_retried_and_then_fails(anna, confirmed_client_for, monkeypatch, clock):
    monkeypatch.setattr(privacy_export, "_write_table", lambda *args: 1 / 0)
    Export.objects.request(anna)
    for _ in range(MAX_ATTEMPTS):
        work()
        clock.move(hours=1)
    assert Export.objects.get().state == "failed"
    assert (
        "couldn’t prepare your data" in confirmed_client_for(anna).get("/settings/export/").content.decode()
    )


def test_an_export_is_deleted_after_a_week(anna, confirmed_client_for, clock):
    export_archive(anna)
    path = Export.objects.get().get_absolute_url()
    clock.move(days=7)
    assert confirmed_client_for(anna).get(path).status_code == 404
    assert "has been deleted" in confirmed_client_for(anna).get("/settings/export/").content.decode()
    tick()
    assert not Export.objects.exists()
    assert not ExportPart.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_task_queue_writes_the_export(anna, settings):
    Export.objects.request(anna)
    worker.drain()
    assert Export.objects.downloadable().exists()


def test_the_task_writes_pending_exports(anna):
    Export.objects.request(anna)
    assert write_exports.call() == 1
