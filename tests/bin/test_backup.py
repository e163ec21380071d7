"""bin/backup with SQLite, as a command; tests/stack runs it with PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.bin.scripts import BIN, ROOT


def run(folder, *command):
    settings = {"DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'acquaint.sqlite3'}"}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=inherited | settings,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """The folder of a migrated database."""
    folder = tmp_path_factory.mktemp("migrated")
    assert run(folder, "manage.py", "migrate", "--verbosity=0").returncode == 0
    return folder


def digest(folder):
    return run(folder, BIN / "backup", "digest").stdout


def test_restore_writes_what_save_saved(migrated, tmp_path):
    assert run(migrated, BIN / "backup", "save", tmp_path / "file").returncode == 0
    assert (tmp_path / "file").stat().st_mode & 0o077 == 0
    (tmp_path / "restored").mkdir()
    assert run(tmp_path / "restored", BIN / "backup", "restore", tmp_path / "file").returncode == 0
    assert "django_migrations" in digest(migrated)
    assert digest(tmp_path / "restored") == digest(migrated)


def test_the_digest_differs_after_a_change(migrated, tmp_path):
    run(migrated, BIN / "backup", "save", tmp_path / "acquaint.sqlite3")
    before = digest(tmp_path)
    run(tmp_path, "manage.py", "shell", "--no-imports", "-c", CHANGE)
    changed = set(before.splitlines()) ^ set(digest(tmp_path).splitlines())
    assert {line.split()[0] for line in changed} == {"django_content_type"}
    assert len({line.split()[1] for line in changed}) == 1


CHANGE = (
    "from django.contrib.contenttypes.models import ContentType as C; "
    "C.objects.filter(pk=C.objects.first().pk).update(model='changed')"
)


@pytest.mark.parametrize(("verb", "reason"), [("save", "is there already"), ("restore", "is not empty")])
def test_existing_data_is_not_overwritten(migrated, tmp_path, verb, reason):
    (tmp_path / "file").touch()
    refused = run(migrated, BIN / "backup", verb, tmp_path / "file")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert reason in refused.stderr


def test_a_missing_file_is_an_error_of_one_sentence(migrated, tmp_path):
    refused = run(migrated, BIN / "backup", "restore", tmp_path / "file")
    assert refused.returncode == 1
    assert "is not there" in refused.stderr


DUE = (
    "from notifications.models import Outbox; "
    "Outbox.objects.create(key='k', kind='lifted', address='a@example.org', language='en')"
)
STATUSES = "from notifications.models import Outbox as O; print(*O.objects.values_list('status', flat=True))"


def shell(folder, code):
    return run(folder, "manage.py", "shell", "--no-imports", "-c", code).stdout.strip()


@pytest.mark.long
def test_a_copy_restored_with_held_mail_sends_nothing_until_it_is_released(migrated, tmp_path):
    """Neither what was due when it was saved nor what is written later."""
    for name in ("saved", "copy"):
        (tmp_path / name).mkdir()
    assert run(migrated, BIN / "backup", "save", tmp_path / "file").returncode == 0
    run(tmp_path / "saved", BIN / "backup", "restore", tmp_path / "file")
    shell(tmp_path / "saved", DUE)
    run(tmp_path / "saved", BIN / "backup", "save", tmp_path / "due")
    restored = run(tmp_path / "copy", BIN / "backup", "restore", "--hold-mail", tmp_path / "due")
    assert (restored.returncode, restored.stdout) == (0, "All e-mail is held.\n")
    shell(tmp_path / "copy", DUE.replace("'k'", "'later'"))
    run(tmp_path / "copy", "manage.py", "tick", "--drain")
    assert shell(tmp_path / "copy", STATUSES) == "waiting waiting"
    run(tmp_path / "copy", "manage.py", "mail", "release")
    run(tmp_path / "copy", "manage.py", "tick", "--drain")
    assert shell(tmp_path / "copy", STATUSES) == "sent sent"
