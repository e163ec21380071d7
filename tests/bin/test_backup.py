"""bin/backup on SQLite, from outside; tests/stack takes PostgreSQL through it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.bin.scripts import BIN, ROOT


def run(folder, *command):
    settings = {"DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'acquaint.sqlite3'}"}
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *map(str, command)], cwd=ROOT, env=known | settings, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A database with its tables and what migrations write into them."""
    folder = tmp_path_factory.mktemp("house")
    assert run(folder, "manage.py", "migrate", "--verbosity=0").returncode == 0
    return folder


def digest(folder):
    return run(folder, BIN / "backup", "digest").stdout


def test_what_was_saved_comes_back_whole(house, tmp_path):
    assert run(house, BIN / "backup", "save", tmp_path / "file").returncode == 0
    assert (tmp_path / "file").stat().st_mode & 0o077 == 0
    (tmp_path / "anew").mkdir()
    assert run(tmp_path / "anew", BIN / "backup", "restore", tmp_path / "file").returncode == 0
    assert "django_migrations" in digest(house)
    assert digest(tmp_path / "anew") == digest(house)


def test_the_digest_tells_two_databases_apart(house, tmp_path):
    run(house, BIN / "backup", "save", tmp_path / "acquaint.sqlite3")
    before = digest(tmp_path)
    run(tmp_path, "manage.py", "shell", "--no-imports", "-c", CHANGE)
    changed = set(before.splitlines()) ^ set(digest(tmp_path).splitlines())
    assert {line.split()[0] for line in changed} == {"django_content_type"}
    assert len({line.split()[1] for line in changed}) == 1


CHANGE = (
    "from django.contrib.contenttypes.models import ContentType as C; "
    "C.objects.filter(pk=C.objects.first().pk).update(model='changed')"
)


@pytest.mark.parametrize(("verb", "because"), [("save", "is there already"), ("restore", "is not empty")])
def test_nothing_is_overwritten(house, tmp_path, verb, because):
    (tmp_path / "file").touch()
    refused = run(house, BIN / "backup", verb, tmp_path / "file")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert because in refused.stderr


def test_a_file_that_is_not_there_is_one_sentence(house, tmp_path):
    refused = run(house, BIN / "backup", "restore", tmp_path / "file")
    assert refused.returncode == 1
    assert "is not there" in refused.stderr
