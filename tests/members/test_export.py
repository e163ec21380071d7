"""A member's copy of what is theirs: asked for, written by the worker, fetched, forgotten."""

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


def copy_of(member) -> zipfile.ZipFile:
    export = Export.objects.request(member)
    work()
    export.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO(b"".join(export.content())))


def rows(archive, name) -> list[dict]:
    return json.loads(archive.read(f"acquaint/{name}.json"))


@pytest.fixture
def town(anna, bruno, carla, clock):
    """Anna is connected to Carla, has invited Bruno, who replied, and has refused Dora."""
    reception_of(invite(anna, carla, "Two desks apart")).accept()
    reception_of(invite(anna, bruno, "=1+1")).reply("Who are you?")
    theirs = reception_of(invite(MemberFactory(name="Dora Neri"), anna, "Hello"))
    theirs.ignore()
    theirs.say_unknown()
    work()


def test_it_holds_all_that_is_hers(town, anna):
    archive = copy_of(anna)
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


def test_each_list_is_a_table_too_and_never_a_formula(town, anna):
    text = copy_of(anna).read("acquaint/invitations-sent.csv").decode("utf-8-sig")
    notes = [row["note"] for row in csv.DictReader(io.StringIO(text))]
    assert notes == ["Two desks apart", "'=1+1"]


def test_it_names_no_figure_of_the_allowance_and_nothing_of_the_other_half(town, anna):
    reception_of(anna.invitations_sent.get(recipient__handle="bruno")).ignore()
    archive = copy_of(anna)
    names = {column for name in archive.namelist() if ".json" in name for row in json.loads(archive.read(name)) for column in row}  # fmt: skip
    assert not names & {"limit", "used", "recent", "delivered_at", "outcome", "restricted_at"}
    assert "place" not in rows(archive, "invitations-sent")[0]


def test_what_has_ended_is_not_among_what_was_received(anna, bruno):
    invite(bruno, anna, "Not for long").withdraw()
    work()
    assert rows(copy_of(anna), "invitations-received") == []


def test_where_members_have_no_mailbox_there_is_no_mail_in_it(anna, settings):
    settings.CAPTURE_EMAIL, settings.MEMBER_MAILBOX = True, False
    assert "acquaint/e-mails.json" not in copy_of(anna).namelist()


def test_account_mail_with_its_keys_is_not_in_it(anna, bruno):
    invite(bruno, anna)
    AccountRequest.objects.request_password_reset(anna.email)
    work()
    assert len(mails(anna)) == 2
    (mail,) = rows(copy_of(anna), "e-mails")
    assert "Bruno" in mail["subject"]


def test_the_password_is_asked_for_before_it_is_written(hers, nina):
    answer = hers.post("/settings/export/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Export.objects.exists()
    again = {"password": PASSWORD, "next": "/settings/export/"}
    assert hers.post("/accounts/reauthenticate/", again)["Location"] == "/settings/export/"
    assert Export.objects.of(nina).count() == 1
    assert "Your copy is being written." in hers.get("/settings/export/").content.decode()


def test_the_password_is_asked_for_before_it_is_fetched(hers, nina):
    copy_of(nina)
    path, page = Export.objects.get().get_absolute_url(), "/settings/export/?fetch=1"
    assert hers.get(path)["Location"] == "/accounts/reauthenticate/?next=/settings/export/%3Ffetch%3D1"
    assert path not in begins(hers.get(page))
    assert hers.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": page})["Location"] == page
    assert path in begins(hers.get(page))
    assert path not in begins(hers.get("/settings/export/"))
    assert hers.get(path)["Content-Type"] == "application/zip"


def begins(answer) -> str:
    """The head of the page, which begins the download."""
    return answer.content.decode().partition("</head>")[0]


def test_nothing_begins_where_there_is_nothing_to_fetch(hers):
    hers.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "refresh" not in begins(hers.get("/settings/export/?fetch=1"))


def test_many_rows_come_in_batches_and_many_bytes_in_pieces(anna, monkeypatch):
    monkeypatch.setattr(privacy_export, "CHUNK_SIZE", 2)
    monkeypatch.setattr(privacy_export, "PART_SIZE", 50)
    friends = MemberFactory.create_batch(5)
    for friend in friends:
        Connection.objects.connect(anna, friend)
    archive = copy_of(anna)
    assert {row["handle"] for row in rows(archive, "connections")} == {friend.handle for friend in friends}
    export = Export.objects.get()
    assert export.parts.count() > 10
    assert export.size == sum(len(part) for part in export.content())
    assert export.done == export.total > 5


def test_the_same_things_give_the_same_bytes(town, anna):
    both = [
        b"".join(Export.objects.get(pk=Export.objects.request(anna).pk).content()) or _written(anna)
        for _ in "ab"
    ]
    assert both[0] == both[1]


def _written(member) -> bytes:
    privacy_export.job.run()
    return b"".join(Export.objects.of(member).latest("pk").content())


def test_the_page_from_the_asking_to_the_fetching(anna, client_for):
    browser = client_for(anna)
    assert "Write my copy" in browser.get("/settings/export/").content.decode()
    assert browser.post("/settings/export/")["Location"] == "/settings/export/"
    page = browser.get("/settings/export/").content.decode()
    assert "<progress" in page
    assert "Look again" in page
    work()
    page = browser.get("/settings/export/")
    answer = browser.get(page.context["latest_export"].get_absolute_url())
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    assert len(answer.getvalue()) == int(answer["Content-Length"])


def test_the_mail_leads_to_the_page_whatever_the_preferences(anna):
    anna.emailpreferences.none = True
    anna.emailpreferences.save()
    copy_of(anna)
    (mail,) = mails(anna, "Your copy is ready")
    assert "http://localhost:8000/settings/export/" in mail.text
    assert "List-Unsubscribe" not in mail.raw


def test_one_at_a_time_and_three_a_day(anna, client_for, clock):
    browser = client_for(anna)
    for _ in range(2):
        assert browser.post("/settings/export/").status_code == 302
    assert Export.objects.count() == 1
    for _ in range(2):
        work()
        browser.post("/settings/export/")
    work()
    answer = browser.post("/settings/export/")
    assert (answer.status_code, Export.objects.count()) == (429, 3)
    clock.move(days=1)
    assert browser.post("/settings/export/").status_code == 302


def test_nobody_else_fetches_it_and_unknown_is_the_same(anna, bruno, client_for):
    copy_of(anna)
    path = Export.objects.get().get_absolute_url()
    assert client_for(bruno).get(path).status_code == 404
    assert client_for(bruno).get("/settings/export/none/acquaint.zip").status_code == 404
    assert client_for().get(path).status_code == 302


def test_stopping_and_starting_again(anna, client_for):
    browser = client_for(anna)
    browser.post("/settings/export/")
    browser.post("/settings/export/stop/")
    assert "You stopped the last copy" in browser.get("/settings/export/").content.decode()
    work()
    assert not ExportPart.objects.exists()
    browser.post("/settings/export/")
    work()
    assert Export.objects.of(anna).downloadable().count() == 1
    browser.post("/settings/export/stop/")
    assert Export.objects.of(anna).downloadable().count() == 1


def test_stopped_while_it_is_written_nothing_is_announced(anna, client_for, monkeypatch):
    honest = Export.begin
    monkeypatch.setattr(
        Export, "begin", lambda export, total: [honest(export, total), Export.objects.of(anna).stop()]
    )
    Export.objects.request(anna)
    work()
    assert Export.objects.get().state == "stopped"
    assert not mails(anna)


def test_what_a_killed_worker_left_is_taken_up_again(anna, monkeypatch, clock):
    class Killed(BaseException):
        pass

    def killed(export, rows):
        raise Killed

    export = Export.objects.request(anna)
    with monkeypatch.context() as patch:
        patch.setattr(Export, "advance", killed)
        with pytest.raises(Killed):
            privacy_export.job.run()
    assert not privacy_export.job.has_due()
    clock.move(minutes=6)
    tick()
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
    zipfile.ZipFile(io.BytesIO(b"".join(export.content()))).testzip()
    assert {part.attempt for part in export.parts.all()} == {2}


def test_a_worker_that_was_taken_for_dead_stops(anna, clock):
    export = Export.objects.request(anna)
    assert Export.objects.claim(export.pk)
    zombie = Export.objects.get()
    assert not privacy_export.job.run_one(export.pk)
    clock.move(minutes=6)
    assert privacy_export.job.run_one(export.pk)
    with pytest.raises(Stopped):
        zombie.advance(1)


def test_one_that_fails_is_tried_again_and_then_given_up(anna, client_for, monkeypatch, clock):
    monkeypatch.setattr(privacy_export, "_write_table", lambda *args: 1 / 0)
    Export.objects.request(anna)
    for _ in range(MAX_ATTEMPTS):
        work()
        clock.move(hours=1)
    assert Export.objects.get().state == "failed"
    assert "could not be written" in client_for(anna).get("/settings/export/").content.decode()


def test_after_a_week_it_is_forgotten(anna, client_for, clock):
    copy_of(anna)
    path = Export.objects.get().get_absolute_url()
    clock.move(days=7)
    assert client_for(anna).get(path).status_code == 404
    assert "has been forgotten" in client_for(anna).get("/settings/export/").content.decode()
    tick()
    assert not Export.objects.exists()
    assert not ExportPart.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_queue_carries_it(anna, settings):
    Export.objects.request(anna)
    worker.drain()
    assert Export.objects.downloadable().exists()


def test_the_task_writes_all(anna):
    Export.objects.request(anna)
    assert write_exports.call() == 1
