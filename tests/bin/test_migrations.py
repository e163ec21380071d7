"""bin/migrations: a migration that was recorded is neither edited nor deleted."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.bin.scripts import BIN, ROOT, load

FIRST, SECOND = "invitations/migrations/0001_baseline.py", "network/members/migrations/0001_baseline.py"


@pytest.fixture
def script():
    return load("migrations")


@pytest.fixture
def root(tmp_path, script):
    """A tree with two recorded migrations."""
    (tmp_path / "bin").mkdir()
    for path in (FIRST, SECOND):
        write(tmp_path, path, "operations = []\n")
    assert script.record(tmp_path) == []
    return tmp_path


def write(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def recorded(root):
    return (root / "bin" / "migrations.sha256").read_text()


def test_the_migrations_of_this_tree_are_recorded_and_unchanged():
    done = subprocess.run([sys.executable, BIN / "migrations", "check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_app_of_ours_with_migrations_is_covered(script):
    packages = {
        path.parent.relative_to(ROOT).as_posix()
        for path in ROOT.glob("[!.]*/**/migrations/__init__.py")
        if not path.is_relative_to(ROOT / "var")  # where the bench installs its peers
    }
    assert packages == {path.rpartition("/")[0] for path in script.migrations(ROOT)}


def test_recorded_migrations_pass_and_recording_again_writes_nothing(script, root):
    before = recorded(root)
    assert script.check(root) == script.record(root) == []
    assert recorded(root) == before
    assert re.fullmatch(rf"[0-9a-f]{{64}}  {FIRST}\n[0-9a-f]{{64}}  {SECOND}\n", before)


def test_an_edited_migration_fails_and_is_not_recorded(script, root):
    before = recorded(root)
    write(root, FIRST, "operations = [1]\n")
    assert script.check(root) == script.record(root)
    assert script.check(root) == [f"{FIRST} was edited: put it back and write a new migration."]
    assert recorded(root) == before


def test_a_deleted_migration_fails_and_stays_recorded(script, root):
    before = recorded(root)
    (root / SECOND).unlink()
    assert script.check(root) == script.record(root)
    assert script.check(root) == [f"{SECOND} was deleted: put it back, databases name it."]
    assert recorded(root) == before


def test_a_new_migration_fails_and_names_the_command_that_appends_it(script, root):
    before, new = recorded(root), "invitations/migrations/0002_new.py"
    write(root, new, "operations = []\n")
    assert script.check(root) == [f"{new} is not recorded: run bin/migrations record."]
    assert script.record(root) == script.check(root) == []
    assert recorded(root).startswith(before)
    assert recorded(root).endswith(f"  {new}\n")


def test_nothing_is_appended_while_another_migration_is_edited(script, root):
    before = recorded(root)
    write(root, FIRST, "operations = [1]\n")
    write(root, "invitations/migrations/0002_new.py", "operations = []\n")
    assert script.record(root) != []
    assert recorded(root) == before


def test_the_gate_fails_on_a_changed_migration(monkeypatch):
    check, commands = load("check"), []
    monkeypatch.setattr(check, "run", lambda *command: commands.append(command))
    dict(check.STEPS)["migrations"]()
    check.shutil.rmtree(check.SCRATCH)
    assert ("bin/migrations", "check") in commands
