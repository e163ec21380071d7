"""A database, a mail server, and workers of the product that die while they work."""

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

from tests.races.crew import ROOT, Crew, crew
from tests.sink import Sink, running

LETTERS = 4
PATIENCE = 120
WORKER = ["manage.py", "db_worker", "--batch", "--interval=0", "--no-startup-delay", "--verbosity=0"]
DRAIN = ["manage.py", "tick", "--drain"]


class Town:
    def __init__(self, hands: Crew, sink: Sink, environment: dict[str, str]) -> None:
        self.hands, self.sink, self._environment = hands, sink, environment

    def kill(self, point: str, *nths: int) -> int:
        """New letters and what is left of the old ones; a worker for each number. How many of these have died."""
        self.hands.alone(f"invite {LETTERS}")
        workers = [self._start(WORKER, f"{point} {nth}") for nth in nths]
        deaths = [worker.wait(PATIENCE) for worker in workers].count(-signal.SIGKILL)
        self.hands.alone("free_leases")
        self.hands.alone("tick")
        return deaths

    def work_the_rest_off(self) -> None:
        assert self._start(DRAIN).wait(PATIENCE) == 0

    def lost(self) -> list[str]:
        """E-mails that the server has never taken."""
        taken = {message_id for _to, message_id in self.sink.accepted}
        return [each for each in self.hands.alone("letters") if each not in taken]

    def copies(self) -> int:
        """How many more than one of each."""
        return sum(number - 1 for number in Counter(self.sink.accepted).values())

    def _start(self, command: list[str], trap: str = "") -> subprocess.Popen[bytes]:
        told = os.environ | self._environment
        if trap:
            told |= {"DJANGO_SETTINGS_MODULE": "tests.kill.settings", "KILL_AT": trap}
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=told, stdout=subprocess.DEVNULL)


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    sink = Sink()
    with database(folder) as address, running(sink) as port:
        environment = {
            "DATABASE_URL": address,
            "DATA_DIR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "network.settings",
            "DEMO": "1",
        }
        with crew(1, **environment) as hands:
            hands.alone("migrate")
            yield Town(hands, sink, environment)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """One of its own, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'acquaint.sqlite3'}"
        return
    known = connection.settings_dict
    here = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    name = f"kill_{secrets.token_hex(6)}"
    with psycopg.connect(dbname="postgres", autocommit=True, **here) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgres://{here['user']}:{here['password']}@{here['host']}:{here['port']}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
