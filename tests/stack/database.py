"""The PostgreSQL of the house, stopped in the middle of everything and started again on what it had written."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stack.processes import until
from tests.stack.services import House


@contextmanager
def stopped(house: House) -> Iterator[None]:
    """It is gone, its connections cut; at the end it is there again, and the house with it."""
    [(folder,)] = house.ask("SHOW data_directory")
    lock = Path(folder) / "postmaster.pid"
    command = (Path(folder) / "postmaster.opts").read_text()
    os.kill(int(lock.read_text().split()[0]), signal.SIGINT)
    until(lambda: not lock.exists(), "the end of the database")
    yield
    _start(Path(folder), shlex.split(command))
    until(house.is_ready, "the house with its database")


def _start(folder: Path, command: list[str]) -> None:
    """As it was started before, by the account whose files they are."""
    program, *options = command
    control = [str(Path(program).with_name("pg_ctl")), "--pgdata", str(folder), "--wait", "start"]
    theirs = folder.stat()
    lent = {"user": theirs.st_uid, "group": theirs.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    log, rest = ["--log", str(folder.parent / "log")], shlex.join(_without_folder(options))
    subprocess.run([*control, *log, "--options", rest], cwd="/", check=True, **quiet, **lent)


def _without_folder(options: list[str]) -> list[str]:
    at = options.index("-D")
    return options[:at] + options[at + 2 :]
