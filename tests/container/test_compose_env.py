"""bin/compose_env writes settings that a site starts with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bin.scripts import BIN, ROOT

SITE, MAIL = "https://people.example.org", "smtp+tls://user:p%24ss@mail.example.org:587"


@pytest.fixture
def script(tmp_path):
    """A function that runs the script in a folder of its own, and returns its exit code and what it said."""
    (tmp_path / "bin").mkdir()
    shutil.copy(BIN / "compose_env", tmp_path / "bin")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([tmp_path / "bin" / "compose_env", *arguments], capture_output=True, text=True)
        return done.returncode, done.stderr

    return run


def written(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / ".env").read_text().splitlines())


def setting(folder: Path, name: str) -> str:
    """What the settings module of a site with this file says; it refuses what is missing or wrong."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **written(folder)}
    command = [sys.executable, "-c", f"from network import settings; print(settings.{name})"]
    return subprocess.check_output(command, cwd=ROOT, env=environment, text=True).strip()


def test_the_site_starts_with_what_it_writes(script, tmp_path):
    assert script(SITE, MAIL) == (0, "")
    assert setting(tmp_path, "SITE_URL") == SITE
    assert setting(tmp_path, "EMAIL_HOST_PASSWORD") == "p$ss"


def test_without_a_mail_server_staff_read_the_mail(script, tmp_path):
    assert script(SITE) == (0, "")
    assert setting(tmp_path, "CAPTURE_EMAIL") == "True"


def test_every_key_is_new_and_fits_into_a_url(script, tmp_path):
    script(SITE, MAIL)
    keys = [written(tmp_path)[name] for name in ("SECRET_KEY", "HASH_KEY", "POSTGRES_PASSWORD")]
    assert len(set(keys)) == 3
    assert all(len(key) == 64 and key.replace("-", "").replace("_", "").isalnum() for key in keys)


def test_nobody_else_can_read_it(script, tmp_path):
    script(SITE, MAIL)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600


def test_keys_are_never_overwritten(script, tmp_path):
    script(SITE, MAIL)
    before = written(tmp_path)
    code, said = script(SITE, MAIL)
    assert (code, written(tmp_path)) == (1, before)
    assert ".env is there already" in said


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "usage: bin/compose_env"),
        (["http://people.example.org"], "begins with https://"),
        ([SITE, "smtp+tls://user:p$ss@mail.example.org"], "percent-encoded"),
        ([f"{SITE}\nDEMO=1"], "percent-encoded"),
        ([SITE, "smtp://user:a b@mail.example.org"], "percent-encoded"),
    ],
)
def test_what_it_refuses_writes_nothing(script, tmp_path, arguments, reason):
    code, said = script(*arguments)
    assert code == 1
    assert reason in said
    assert not (tmp_path / ".env").exists()
