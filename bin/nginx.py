"""nginx for the tests of the whole stack: the installed one, or Debian's package unpacked into a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from environment import SetupError


def find() -> Path | None:
    """Debian installs it in /usr/sbin, which is not in the PATH of ordinary users."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found else None


def fetch(folder: Path) -> Path:
    """Downloads the program; starts no service and writes only into the folder. Raises `SetupError`."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupError("nginx is missing, and apt-get cannot be used here.")
    folder.mkdir(parents=True, exist_ok=True)
    _call(["apt-get", "download", "-qq", "nginx"], folder)
    _call(["dpkg-deb", "--extract", *map(str, folder.glob("nginx_*.deb")), str(folder)], folder)
    return folder / "usr" / "sbin" / "nginx"


def _call(command: list[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT).returncode:
        raise SetupError(f"nginx is missing, and {command[0]} could not download it.")
