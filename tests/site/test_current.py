"""The site record in the memory of a process: how often it is asked for, and when a change is seen."""

import os
import subprocess
import sys
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from network import site
from network.common.migrations import project_migrations
from network.members.accounts.backends import AddressBackend
from network.site import record
from network.site.models import Site
from tests.site.edit import edit_site
from tests.upgrade.databases import empty_database

RENAME = "from network.site.models import Site; row = Site.objects.get(); row.name = {!r}; row.save()"
READER = """
import sys, django
django.setup()
import pytest
from django.core.signals import request_started
from network import site
for line in sys.stdin:
    request_started.send(sender=None)
    print(site.current().name, flush=True)
"""


def test_the_migration_makes_one_row(db):
    assert project_migrations()["site"][0] == "0001_baseline"
    assert Site.objects.get().name == site.current().name == "Acquaint"


def test_without_the_row_there_are_defaults(db):
    Site.objects.all().delete()
    assert (site.current().name, site.current().pk) == ("Acquaint", None)


def test_a_change_is_seen_at_once_in_this_process(db):
    edit_site(name="Guild of Bookbinders")
    assert site.current().name == "Guild of Bookbinders"


@pytest.fixture
def in_request(db):
    record.begin_request()
    yield
    record.end_request()


def change_elsewhere() -> None:
    """Another process renames the site."""
    Site.objects.update(name="Guild", version="another")


def test_a_request_asks_once(in_request):
    with CaptureQueriesContext(connection) as captured:
        assert site.current() == site.current()
    assert len(captured) == 1


def test_a_version_that_differs_is_read_again(in_request):
    site.current()
    change_elsewhere()
    assert site.current().name == site.recent().name == "Acquaint"
    site.note_version("another")
    assert site.current().name == site.recent().name == "Guild"


def test_a_request_sees_what_was_changed_before_it(db):
    site.current()
    change_elsewhere()
    record.begin_request()
    assert (site.recent().name, site.current().name) == ("Acquaint", "Guild")
    record.end_request()


def test_outside_of_requests_it_is_asked_again_after_a_second(db, monkeypatch):
    site.current()
    change_elsewhere()
    assert site.current().name == "Acquaint"
    monkeypatch.setattr(record, "MAX_AGE", -1)
    assert site.current().name == "Guild"


def test_a_database_that_does_not_answer(db, monkeypatch):
    edit_site(name="Guild")
    site.current()
    monkeypatch.setattr(record, "MAX_AGE", -1)
    monkeypatch.setattr(record, "_rows", Mock(side_effect=OperationalError))
    assert site.current().name == "Guild"
    record.forget()
    assert site.current().name == "Acquaint"


def test_each_save_makes_another_version(db):
    before = Site.objects.get().version
    edit_site(name="A")
    assert Site.objects.get().version != before


def test_the_statement_that_loads_the_member_reads_the_version_too(anna, in_request):
    site.current()
    change_elsewhere()
    with CaptureQueriesContext(connection) as captured:
        assert AddressBackend().get_user(anna.pk) == anna
    assert len(captured) == 1
    assert site.current().name == "Guild"


def test_a_member_who_is_gone_says_nothing_of_the_version(in_request):
    version = site.current().version
    assert AddressBackend().get_user(1_000_000) is None
    assert site.current().version == version


def test_two_processes(tmp_path):
    """A change by one process is seen by the next request of another, which had the record in its memory."""
    with empty_database(tmp_path) as url:
        environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "network.settings"}  # fmt: skip
        run = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(run, env=environment, check=True)
        reader = subprocess.Popen([sys.executable, "-c", READER], env=environment, stdin=-1, stdout=-1, text=True)  # fmt: skip
        names = []
        for name in ("Guild", "School"):
            names.append(ask(reader))
            subprocess.run([sys.executable, "manage.py", "shell", "-c", RENAME.format(name)], env=environment, check=True)  # fmt: skip
        names.append(ask(reader))
        reader.communicate()
    assert names == ["Acquaint", "Guild", "School"]


def ask(reader: subprocess.Popen) -> str:
    reader.stdin.write("\n")
    reader.stdin.flush()
    return reader.stdout.readline().strip()
