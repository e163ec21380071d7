"""nginx for the tests of the whole stack: the one that is installed, or Debian's package unpacked and never installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from environment import Unusable


def find() -> Path | None:
    """Debian keeps it out of the PATH of ordinary people."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    return Path(found) if found else None


def fetch(folder: Path) -> Path:
    """The program alone: no service is started, nothing outside the folder is touched."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Unusable("nginx is missing, and apt-get cannot be used here.")
    folder.mkdir(parents=True, exist_ok=True)
    _call(["apt-get", "download", "-qq", "nginx"], folder)
    _call(["dpkg-deb", "--extract", *map(str, folder.glob("nginx_*.deb")), str(folder)], folder)
    return folder / "usr" / "sbin" / "nginx"


def _call(command: list[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT).returncode:
        raise Unusable(f"nginx is missing, and {command[0]} could not bring it.")
