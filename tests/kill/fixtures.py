"""A database, a mail server, and workers of the product that are killed while they work."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from tests.races.processes import ROOT, ProcessPool, process_pool
from tests.sink import Sink, running

INVITATIONS = 4
TIMEOUT = 120
WORKER = ["manage.py", "worker", "--batch", "--verbosity=0"]
TICK_DRAIN = ["manage.py", "tick", "--drain"]


class KillTest:
    """Starts workers that are killed, and compares the outbox with what the mail server accepted."""

    def __init__(self, pool: ProcessPool, sink: Sink, environment: dict[str, str]) -> None:
        self.pool, self.sink, self._environment = pool, sink, environment

    def kill(self, point: str, *nths: int) -> int:
        """Send new invitations and start one worker for each number, to be killed at its nth `point`. Returns how many died."""
        self.pool.run_one(f"invite {INVITATIONS}")
        workers = [self._start(WORKER, f"{point} {nth}") for nth in nths]
        deaths = [worker.wait(TIMEOUT) for worker in workers].count(-signal.SIGKILL)
        self.pool.run_one("free_leases")
        self.pool.run_one("tick")
        return deaths

    def drain(self) -> None:
        assert self._start(TICK_DRAIN).wait(TIMEOUT) == 0

    def lost(self) -> list[str]:
        """The Message-IDs of e-mails that the server has not accepted."""
        accepted = {message_id for _to, message_id in self.sink.accepted}
        return [message_id for message_id in self.pool.run_one("message_ids") if message_id not in accepted]

    def duplicates(self) -> int:
        """The number of e-mails accepted more than once, counted without their first copy."""
        return sum(number - 1 for number in Counter(self.sink.accepted).values())

    def _start(self, command: list[str], kill_point: str = "") -> subprocess.Popen[bytes]:
        variables = os.environ | self._environment
        if kill_point:
            variables |= {"DJANGO_SETTINGS_MODULE": "tests.kill.settings", "KILL_AT": kill_point}
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=variables, stdout=subprocess.DEVNULL
        )


@contextmanager
def kill_test(folder: Path, **settings: str) -> Iterator[KillTest]:
    """A migrated database in `folder`, or on PostgreSQL, with a running mail server. `settings` are further ones."""
    sink = Sink()
    with database(folder) as address, running(sink) as port:
        environment = {
            "DATABASE_URL": address,
            "DATA_DIR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "network.settings",
            "DEMO": "1",
            **settings,
        }
        with process_pool(1, **environment) as pool:
            pool.run_one("migrate")
            yield KillTest(pool, sink, environment)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The URL of a new database of the same engine as that of the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'acquaint.sqlite3'}"
        return
    default = connection.settings_dict
    server_options = {
        "host": default["HOST"],
        "port": default["PORT"],
        "user": default["USER"],
        "password": default["PASSWORD"],
    }
    name = f"kill_{secrets.token_hex(6)}"
    with psycopg.connect(dbname="postgres", autocommit=True, **server_options) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield "postgres://{user}:{password}@{host}:{port}/".format(**server_options) + name
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
