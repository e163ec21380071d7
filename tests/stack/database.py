"""Stops the PostgreSQL server of the services while they run, and starts it again."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.stack.processes import wait_until
from tests.stack.services import Services


@contextmanager
def stopped(services: Services) -> Iterator[None]:
    """Stop the server at once, cutting its connections; at the end of the block start it and wait for the services."""
    with server_stopped(services.database("acquaint")):
        yield
    wait_until(services.is_ready, "readiness with the database")


@contextmanager
def server_stopped(url: str) -> Iterator[None]:
    """Stop the server of this URL at once, cutting its connections; start it at the end of the block."""
    with psycopg.connect(url) as connection:
        [(folder,)] = connection.execute("SHOW data_directory").fetchall()
    lock = Path(folder) / "postmaster.pid"
    command = (Path(folder) / "postmaster.opts").read_text()
    os.kill(int(lock.read_text().split()[0]), signal.SIGINT)
    wait_until(lambda: not lock.exists(), "end of the database server")
    yield
    _start(Path(folder), shlex.split(command))


def _start(folder: Path, command: list[str]) -> None:
    """Start the server with the options it had, as the user who owns its files."""
    program, *options = command
    control = [str(Path(program).with_name("pg_ctl")), "--pgdata", str(folder), "--wait", "start"]
    owner = folder.stat()
    account = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    log, other_options = ["--log", str(folder.parent / "log")], shlex.join(_without_folder(options))
    subprocess.run([*control, *log, "--options", other_options], cwd="/", check=True, **quiet, **account)


def _without_folder(options: list[str]) -> list[str]:
    at = options.index("-D")
    return options[:at] + options[at + 2 :]
