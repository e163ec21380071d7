"""The commands of docs/deploy.md that make the folder of the code, run on a copy of /etc and empty disks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.bin.scripts import ROOT

pytestmark = pytest.mark.long
INSTALL = re.search(r"## 1\. Install\n\n```\n(.*?)```", (ROOT / "docs" / "deploy.md").read_text(), re.DOTALL)[
    1
]
FOLDERS = ["/srv", "/var/lib", "/var/backups"]
CHECKS = """
git -C /srv/acquaint pull --ff-only
test "$(stat -c %U /srv/acquaint /srv/acquaint/manage.py | sort -u)" = root
test "$(stat -c %U:%a /var/lib/acquaint)" = acquaint:711
install -m 640 -g acquaint .env.example .env
as_service="setpriv --reuid acquaint --regid acquaint --clear-groups"
$as_service touch /var/lib/acquaint/data
$as_service cat .env >/dev/null
! $as_service touch /srv/acquaint/code
! $as_service mv manage.py other.py
! $as_service sh -c 'echo >> manage.py'
"""


def script(repository) -> str:
    """The documented commands but those that install packages, on mounts that end with the process."""
    commands = [line for line in INSTALL.splitlines() if not re.match(r"apt |python3 |\.venv/", line)]
    assert any(command.startswith("adduser ") for command in commands)
    assert any(command.startswith("git clone ") for command in commands)
    documented = "\n".join(commands).replace("<URL of this repository>", str(repository))
    mounts = "\n".join(f"mount -t tmpfs acquaint {folder}" for folder in FOLDERS)
    return f"set -e\nmount --bind {repository.parent}/etc /etc\n{mounts}\n{documented}\n{CHECKS}"


@pytest.mark.skipif(
    os.geteuid() != 0 or not all(map(shutil.which, ("adduser", "git", "setpriv", "unshare"))),
    reason="needs root, adduser, git, setpriv and unshare",
)
def test_git_accepts_the_folder_and_the_service_cannot_change_it(tmp_path):
    shutil.copytree("/etc", tmp_path / "etc", symlinks=True, ignore_dangling_symlinks=True)
    repository = tmp_path / "repository"
    subprocess.run(["git", "clone", "--quiet", "--bare", f"file://{ROOT}", repository], check=True)
    command = ["unshare", "--mount", "sh", "-c", script(repository)]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
