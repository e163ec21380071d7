"""A database with recorded migrations of the project that are not on disk is refused before anything in it changes."""

from __future__ import annotations

import os
from argparse import Namespace
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created
from django.db.migrations.recorder import MigrationRecorder

from network.common import migrations
from tests.bin.scripts import load
from tests.upgrade import databases

OLD_DATABASE = """
    CREATE TABLE django_migrations (id integer PRIMARY KEY, app varchar(255), name varchar(255), applied timestamp);
    INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-01-01 00:00:00');
    INSERT INTO django_migrations VALUES (2, 'members', '0001_initial', '2026-01-01 00:00:00');
    INSERT INTO django_migrations VALUES (3, 'members', '0002_knock', '2026-01-01 00:00:00');
"""
SETUP = "import django; django.setup(); from django.core.management import call_command; "
SENTENCE = (
    "The database is older than 0.2.0 (it names the migration members.0001_initial) "
    "and cannot be migrated: begin with an empty database."
)
ENTRY_POINTS = {
    "migrate": (["manage.py", "migrate"], 1),
    "runserver": (["manage.py", "runserver", "0"], 1),
    "worker": (["manage.py", "db_worker", "--verbosity=0"], 1),
    "digest": (["bin/backup", "digest"], 1),
    "web process": (["-c", "import network.wsgi"], migrations.GUNICORN_BOOT_ERROR),
}
CALL_COMMAND = (
    "import django; django.setup(); from django.core.management import call_command; call_command('migrate')"
)


@pytest.fixture
def old_database(database_url):
    databases.execute(database_url, OLD_DATABASE)
    yield database_url
    assert databases.tables(database_url) == ["django_migrations"]
    assert len(databases.query(database_url, "SELECT * FROM django_migrations")) == 3


@pytest.mark.parametrize(("command", "code"), ENTRY_POINTS.values(), ids=ENTRY_POINTS)
def test_every_entry_point_refuses_an_older_database_in_one_sentence(old_database, tmp_path, command, code):
    done = databases.python(old_database, tmp_path, *command)
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.endswith(f"{SENTENCE}\n")


def test_call_command_raises(old_database, tmp_path):
    done = databases.python(old_database, tmp_path, "-c", CALL_COMMAND)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"network.common.migrations.IncompatibleDatabase: {SENTENCE}"


def test_the_demo_refuses_it_and_names_reset(old_database, tmp_path, capfd):
    demo = load("demo")
    environment = os.environ | {"DATABASE_URL": old_database, "DATA_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "network.settings"
    with pytest.raises(demo.SetupError, match="bin/demo --reset"):
        demo.prepare_database(tmp_path, environment)
    assert SENTENCE in capfd.readouterr().err


def test_an_empty_database_is_accepted(database_url, tmp_path):
    done = databases.python(database_url, tmp_path, "manage.py", "showmigrations", "members")
    assert (done.returncode, done.stderr) == (0, "")
    assert "[ ] 0001_baseline" in done.stdout


def record(app, name):
    MigrationRecorder(connection).record_applied(app, name)


def test_the_database_of_this_code_is_accepted(db):
    migrations.check(connection)


def test_unknown_migrations_of_third_party_apps_are_accepted(db):
    record("account", "0099_from_a_newer_allauth")
    migrations.check(connection)


def test_a_later_migration_means_newer_code(db):
    record("invitations", "0099_later")
    with pytest.raises(
        migrations.IncompatibleDatabase, match=r"newer than this code .* invitations\.0099_later"
    ):
        migrations.check(connection)


@pytest.mark.parametrize("name", ["0001_initial", "initial"])
def test_an_early_migration_beside_the_baseline_means_older_code(db, name):
    record("members", name)
    with pytest.raises(migrations.IncompatibleDatabase, match=r"older than 0\.2\.0"):
        migrations.check(connection)


def test_a_database_without_a_baseline_is_older_whatever_its_migrations(db):
    MigrationRecorder(connection).record_unapplied("notifications", "0001_baseline")
    record("notifications", "0042_late")
    with pytest.raises(migrations.IncompatibleDatabase, match=r"older than 0\.2\.0"):
        migrations.check(connection)


@pytest.fixture
def unchecked(db, monkeypatch):
    """The state of a process that has not opened a connection yet."""
    monkeypatch.setattr(migrations, "_checked", set())


def test_the_checks_take_two_queries_per_process(unchecked, django_assert_num_queries):
    with django_assert_num_queries(2):
        for _ in range(3):
            connection_created.send(type(connection), connection=connection)


def test_an_unreachable_database_is_no_mismatch(monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(migrations, "connections", {"default": Namespace(ensure_connection=fail)})
    migrations.check_at_startup()


def test_a_refused_connection_is_closed_and_the_next_one_is_refused_too(unchecked, monkeypatch):
    record("members", "0001_initial")
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    for _ in range(2):
        with pytest.raises(migrations.IncompatibleDatabase):
            connection_created.send(type(connection), connection=connection)
    assert closed == [True, True]


def test_a_query_that_fails_for_another_reason_is_not_an_empty_database(db, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: True)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", Mock(side_effect=DatabaseError))
        with pytest.raises(DatabaseError):
            migrations.check(connection)


def test_a_check_is_registered_once():
    registered = list(migrations._checks)
    for each in registered:
        migrations.register_check(each)
    assert migrations._checks == registered != []
