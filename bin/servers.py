"""Servers of Debian for the tests of the whole stack: the installed one, or its package unpacked into a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from environment import SetupError


def find(name: str) -> Path | None:
    """Debian installs most of them in /usr/sbin, which is not in the PATH of ordinary users."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found else None


def fetch(name: str, folder: Path) -> Path:
    """Downloads the program; starts no service and writes only into the folder. Raises `SetupError`."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupError(f"{name} is missing, and apt-get cannot be used here.")
    folder.mkdir(parents=True, exist_ok=True)
    _call(name, ["apt-get", "download", "-qq", name], folder)
    _call(name, ["dpkg-deb", "--extract", *map(str, folder.glob(f"{name}_*.deb")), str(folder)], folder)
    (program,) = folder.glob(f"usr/*bin/{name}")
    return program


def _call(name: str, command: list[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT).returncode:
        raise SetupError(f"{name} is missing, and {command[0]} could not download it.")
