"""A database whose addresses are hashed under another HASH_KEY is refused, until somebody accepts the loss."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from network.common import migrations
from network.members import hash_key
from network.members.models import HashKeyCheck
from tests.upgrade import databases

KEYS = {"first": "k3y-one-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2, "other": "k3y-two-" + "9876543210zyxwvutsrq" * 3}  # fmt: skip
ENTRY_POINTS = {
    "worker": (["manage.py", "db_worker", "--verbosity=0", "--batch"], 1),
    "tick": (["manage.py", "tick"], 1),
    "migrate": (["manage.py", "migrate"], 1),
    "web process": (["-c", "import network.wsgi"], migrations.GUNICORN_BOOT_ERROR),
}


def python(url, folder, key, *command):
    return databases.python(url, folder, *command, HASH_KEY=KEYS[key])


@pytest.mark.long
def test_every_entry_point_refuses_another_key_until_it_is_accepted(database_url, tmp_path):
    """With the first key everything starts; with another one nothing does, and the sentence names the setting."""
    assert python(database_url, tmp_path, "first", "manage.py", "migrate", "--verbosity=0").returncode == 0
    assert python(database_url, tmp_path, "first", "manage.py", "tick").returncode == 0
    for command, code in ENTRY_POINTS.values():
        done = python(database_url, tmp_path, "other", *command)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), done.stderr
        assert "HASH_KEY (by default the SECRET_KEY) is not the one of this database" in done.stderr
    assert python(database_url, tmp_path, "other", "manage.py", "hash_key", "accept").returncode == 0
    assert python(database_url, tmp_path, "other", "manage.py", "tick").returncode == 0
    assert python(database_url, tmp_path, "first", "manage.py", "tick").returncode == 1


def test_the_row_is_written_once_and_names_no_key(db, settings):
    before = HashKeyCheck.objects.get().digest
    hash_key.write("default")
    assert HashKeyCheck.objects.get().digest == before
    assert settings.HASH_KEY not in before


class Broken:
    """A connection whose statements fail, to a database with these tables."""

    def __init__(self, *tables: str) -> None:
        self.introspection = SimpleNamespace(table_names=lambda: tables)

    def cursor(self):
        raise DatabaseError("gone")


def test_a_database_without_the_row_or_the_table_passes(db, monkeypatch):
    HashKeyCheck.objects.all().delete()
    hash_key.check(connection)
    hash_key.check(Broken())
    monkeypatch.setattr(hash_key, "connections", {"default": Broken()})
    hash_key.write("default")
    assert not HashKeyCheck.objects.exists()


def test_an_error_that_is_not_the_missing_table_is_raised(db):
    with pytest.raises(DatabaseError, match="gone"):
        hash_key.check(Broken(HashKeyCheck._meta.db_table))


def test_accepting_replaces_the_row(db, settings):
    settings.HASH_KEY = KEYS["other"]
    with pytest.raises(hash_key.OtherHashKey):
        hash_key.check(connection)
    call_command("hash_key", "accept", verbosity=0)
    hash_key.check(connection)
