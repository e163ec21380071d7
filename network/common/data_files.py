"""Folders and files below DATA_DIR. The web server needs the static files; all else is for the user of the services alone."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE_FOLDER = "private"
SQLITE_FILE = "acquaint.sqlite3"


def make_private_folder(data_dir: Path) -> Path:
    """The folder of the database and the demo's clock, which no other user can enter; made where it is missing.

    A clock that an earlier version wrote into DATA_DIR itself is moved.
    """
    folder = data_dir / PRIVATE_FOLDER
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if (data_dir / "clock").is_file():
            os.replace(data_dir / "clock", folder / "clock")
    return folder


def make_public_folder(folder: Path) -> None:
    """A folder that the web server can read, whatever the umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)


def sqlite_file(data_dir: Path) -> Path:
    """The SQLite database. One that lies in DATA_DIR itself, where earlier versions put it, stays there.

    Other processes may have it open, so it is not moved; it and its log are closed to other users.
    """
    old = data_dir / SQLITE_FILE
    if not old.exists():
        return data_dir / PRIVATE_FOLDER / SQLITE_FILE
    for file in data_dir.glob(f"{SQLITE_FILE}*"):
        if file.stat().st_uid == os.geteuid() and file.stat().st_mode & 0o077:
            file.chmod(0o600)
    return old
