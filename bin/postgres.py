"""A temporary PostgreSQL server for the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import SetupError
from ports import free_port

NOT_DURABLE = [
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "autovacuum=off", "jit=off",
]  # fmt: skip
DURABLE = ["max_connections=200"]
"""Settings of the server: fast, or one that keeps every commit when a process is killed."""


def find() -> Path | None:
    """The folder of the server's programs, which on Debian is not in PATH."""
    in_path = shutil.which("initdb")
    if in_path and (Path(in_path).resolve().parent / "postgres").exists():
        return Path(in_path).resolve().parent
    return max(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), default=None
    )


@contextmanager
def running(settings: list[str] = NOT_DURABLE) -> Iterator[str]:
    """Starts a server in a temporary folder and yields its URL; stops and deletes it. Raises `SetupError`."""
    programs = find()
    if programs is None:
        raise SetupError("no PostgreSQL server is installed.")
    folder = Path(tempfile.mkdtemp(prefix="acquaint-pg-"))
    account = user_of_services(folder)
    try:
        initdb = ["--auth=trust", "--username=acquaint", "--encoding=UTF8", "--no-locale", "--no-sync"]
        _call([programs / "initdb", "--pgdata", folder / "data", *initdb], account)
        with _started(programs, folder, settings, account) as port:
            yield f"postgres://acquaint@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def replica(primary: str) -> Iterator[str]:
    """Starts a streaming replica of the server at this URL and yields its URL; stops and deletes it. Raises `SetupError`."""
    programs = find()
    folder = Path(tempfile.mkdtemp(prefix="acquaint-pg-replica-"))
    account = user_of_services(folder)
    try:
        copy = ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]
        _call([programs / "pg_basebackup", "--dbname", primary, "--pgdata", folder / "data", *copy], account)
        with _started(programs, folder, DURABLE, account) as port:
            yield f"postgres://acquaint@127.0.0.1:{port}/" + primary.rpartition("/")[2]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(programs: Path, folder: Path, settings: list[str], account: dict[str, object]) -> Iterator[int]:
    """The port of a server that runs with the data of the folder during the block."""
    port = free_port()
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} " + " ".join(
        f"-c {each}" for each in settings
    )
    control = [programs / "pg_ctl", "--pgdata", folder / "data", "--wait"]
    _call([*control, "--log", folder / "log", "--options", options, "start"], account)
    try:
        yield port
    finally:
        _call([*control, "--mode=immediate", "stop"], account)


def user_of_services(folder: Path) -> dict[str, object]:
    """Arguments for `subprocess`: PostgreSQL and pgbouncer refuse to run as root, so root switches to another account."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _call(command: list[object], account: dict[str, object]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd="/", stdin=subprocess.DEVNULL, **_quiet(), **account)
    if done.returncode:
        raise SetupError(f"{Path(words[0]).name} failed with code {done.returncode}.")


def _quiet() -> dict[str, int]:
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
