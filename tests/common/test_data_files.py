"""File modes: the database is closed to other users, the static files are open to the web server, whatever the umask."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from network.common.data_files import make_private_folder, make_public_folder, sqlite_file
from tests.bin.scripts import ROOT


def mode(path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_the_folders_have_their_modes(tmp_path, umask):
    private = make_private_folder(tmp_path)
    make_public_folder(tmp_path / "static")
    assert (mode(private), mode(tmp_path / "static")) == (0o700, 0o755)


def test_the_mode_that_a_host_has_chosen_is_kept(tmp_path):
    (tmp_path / "static").mkdir(mode=0o750)
    make_public_folder(tmp_path / "static")
    assert mode(tmp_path / "static") == 0o750


def test_a_new_database_lies_in_the_private_folder(tmp_path):
    assert sqlite_file(tmp_path) == make_private_folder(tmp_path) / "acquaint.sqlite3"


def test_a_database_of_an_earlier_version_stays_and_is_closed(tmp_path):
    files = [tmp_path / f"acquaint.sqlite3{suffix}" for suffix in ("", "-wal", "-shm")]
    for file in files:
        file.write_text("data")
        file.chmod(0o644)
    make_private_folder(tmp_path)
    assert sqlite_file(tmp_path) == files[0]
    assert [(mode(file), file.read_text()) for file in files] == [(0o600, "data")] * 3


def test_the_clock_of_an_earlier_version_is_moved(tmp_path):
    (tmp_path / "clock").write_text("86400")
    assert (make_private_folder(tmp_path) / "clock").read_text() == "86400"
    assert not (tmp_path / "clock").exists()
    (make_private_folder(tmp_path) / "clock").write_text("5")
    assert (make_private_folder(tmp_path) / "clock").read_text() == "5"


def test_collected_files_are_readable_and_their_list_is_not_among_them(settings, tmp_path, umask):
    settings.STATIC_ROOT, settings.STATIC_MANIFEST_DIR = tmp_path / "static", tmp_path
    make_public_folder(tmp_path / "static")
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    backend = {"BACKEND": "network.common.staticfiles.BundledCssStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}
    call_command("collectstatic", "--no-input", "--ignore=admin", verbosity=0)
    modes = {(path.is_dir(), mode(path)) for path in (tmp_path / "static").rglob("*")}
    assert modes == {(True, 0o755), (False, 0o644)}
    assert list((tmp_path / "static").rglob("*.br"))
    assert not (tmp_path / "static" / "staticfiles.json").exists()
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.parametrize(
    ("site", "expected"), [("https://people.example.org", "027"), ("http://localhost", "022")]
)
def test_a_process_closes_what_it_writes_unless_the_site_is_local(tmp_path, site, expected):
    environment = {
        "PATH": os.environ["PATH"], "SITE_URL": site, "DATA_DIR": str(tmp_path), "EMAIL_URL": "smtp://localhost",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2, "DJANGO_SETTINGS_MODULE": "network.settings",
    }  # fmt: skip
    program = "import os, django; os.umask(0o022); django.setup(); print(f'{os.umask(0):03o}')"
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == expected
