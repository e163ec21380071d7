"""Builds the image by buildah from a base that mmdebstrap makes, and runs it by podman. Everything stays in one folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.bin.scripts import ROOT

BASE, IMAGE = "localhost/acquaint-base", "localhost/acquaint"
SUITE = "bookworm"
ANY_MACHINE = ["--network=host", "--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"]
"""Without a network and limits that only a whole machine may set up."""
RESTRICTED = ["--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--tmpfs=/tmp"]
"""What compose.yaml asks for (test_compose.py)."""
INDEX_SETTINGS = ("index-url", "trusted-host", "proxy", "cert")


class Engine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.storage = ["--storage-driver=vfs", f"--root={folder / 'storage'}", f"--runroot={folder / 'run'}"]

    def podman(self, *arguments: object) -> str:
        return run("podman", *self.storage, "--cgroup-manager=cgroupfs", "--runtime=runc", *arguments)

    def make_base(self) -> None:
        """Debian and nothing else, with the settings of apt that this machine has."""
        archive = self.folder / "base.tar"
        settings = re.findall(r'^Acquire::[\w:-]+ ".+";$', run("apt-config", "dump"), re.MULTILINE)
        options = [f"--aptopt={setting}" for setting in settings]
        run("mmdebstrap", "--quiet", "--variant=minbase", *options, SUITE, archive)
        self.podman("import", "--quiet", archive, BASE)
        archive.unlink()

    def build(self) -> None:
        """Packages come from where pip of this machine has them."""
        found, secret = index_settings(), self.folder / "pip.conf"
        options = ["--format=docker", "--isolation=chroot", f"--build-arg=BASE={BASE}", f"--tag={IMAGE}"]
        options.append(f"--secret=id=pip.conf,src={secret}")
        if certificate := found.get("cert"):
            options.append(f"--secret=id=pip.pem,src={certificate}")
            found["cert"] = "/run/secrets/pip.pem"
        secret.write_text("[global]\n" + "".join(f"{name} = {value}\n" for name, value in found.items()))
        run("buildah", *self.storage, "build", "--quiet", *options, ROOT)

    def once(self, *command: str, options: Iterable[str] = ()) -> str:
        """What a container of the image says that ends. Raises `Failed`."""
        return self.podman("run", "--rm", *ANY_MACHINE, *options, IMAGE, *command)

    def inspect(self) -> dict[str, Any]:
        return dict(json.loads(self.podman("image", "inspect", IMAGE))[0])

    def close(self) -> None:
        self.podman("rm", "--all", "--force", "--time=0")
        self.podman("rmi", "--all", "--force")
        shutil.rmtree(self.folder)


def index_settings() -> dict[str, str]:
    """How pip of this machine reaches the package index, by its environment and its files."""
    lines = run("python3", "-m", "pip", "config", "list").splitlines()
    named = (line.partition("=") for line in lines)
    found = {name.rpartition(".")[2].lower(): value.strip("'\"") for name, _, value in named}
    return {name: value for name, value in found.items() if name in INDEX_SETTINGS}


class Failed(Exception):
    """A program failed; the message is what it said."""


def run(*command: object) -> str:
    """Returns the output. Raises `Failed`."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{command[0]}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()
