"""The whole deployment on this machine: the files of deploy/ with other paths and ports."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import psycopg

from bin.ports import free_port
from tests.bin.scripts import BIN, ROOT, load
from tests.stack import nginx
from tests.stack.browser import SITE, Browser
from tests.stack.processes import Service, unit_command, wait_until, with_listener
from tests.stack.sink import MailServer, Sink

TICK_INTERVAL = 2  # seconds; the timer of deploy/ has a minute


class Services:
    """nginx, web server, two workers and the timer, with a database, a mail server and a folder of their own."""

    def __init__(self, folder: Path, server: str, nginx: Path) -> None:
        self.folder, self.server, self.nginx = folder, server, nginx
        self.data, self.socket = folder / "data", folder / "acquaint.sock"
        self.port, self.metrics_port = free_port(), free_port()
        self.sink, self.listener = Sink(), socket.socket(socket.AF_UNIX)
        self.by_name: dict[str, Service] = {}
        self.further: dict[str, list[str]] = {}  # name → command
        self.tick_interval = TICK_INTERVAL
        self.hosts: list[str] = []  # further web hosts, as lines of nginx
        self.settings = {
            "PATH": f"{sys.prefix}/bin:{os.environ['PATH']}",
            "DEBUG": "0",
            "DEMO": "0",
            "SITE_URL": SITE,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "HASH_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": self.database("acquaint"),
            "DATA_DIR": str(self.data),
            "WEB_CONCURRENCY": "2",
            "MAIL_SPREAD_SECONDS": "1",
            "METRICS_TOKEN": secrets.token_urlsafe(30),
        }

    def database(self, name: str) -> str:
        return self.server.rpartition("/")[0] + f"/{name}"

    def create(self, name: str) -> str:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.database(name)

    def query(self, sql: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.database("acquaint"), autocommit=True) as connection:
            return connection.execute(sql, values).fetchall()

    def manage(self, *command: str, **settings: str) -> None:
        self.python("manage.py", *command, **settings)

    def backup(self, *command: str, **settings: str) -> str:
        return self.python(str(BIN / "backup"), *command, **settings)

    def python(self, *command: str, **settings: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.settings | settings, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def browser(self, source: str = "127.0.0.1") -> Browser:
        return Browser(self.port, self.folder / "fullchain.pem", source)

    def is_ready(self) -> bool:
        return self.browser().status("/readyz") == 200

    def prepare(self, smtp: int) -> None:
        self.settings["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp}"
        self.manage("migrate", "--verbosity=0", DATABASE_URL=self.database("acquaint"))
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        nginx.certify(self.folder)
        changes = {
            "/run/acquaint.sock": str(self.socket),
            f"server unix:{self.socket} fail_timeout=0;": "\n".join(
                [f"server unix:{self.socket} fail_timeout=0;", *self.hosts]
            ),
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "listen 127.0.0.1:9180;": f"listen 127.0.0.1:{self.metrics_port};",
        }
        nginx.configure(self.folder, self.data, changes)

    def start(self) -> None:
        self.listener.bind(str(self.socket))
        self.listener.listen(128)
        web = with_listener(unit_command("acquaint.service"), self.listener)
        self._serve("web", web, pass_fds=(self.listener.fileno(),))
        for number in ("1", "2"):
            self._serve(f"worker {number}", unit_command("acquaint-worker@.service"))
        self._serve("clock", unit_command("acquaint-tick.service"), delay=self.tick_interval)
        for name, command in self.further.items():
            self._serve(name, command)
        self._serve("nginx", nginx.command(self.nginx, self.folder))

    def stop(self, *names: str) -> None:
        for name in names or list(self.by_name):
            self.by_name.pop(name).stop()

    def _serve(self, name: str, command: list[str], **options) -> None:
        log = self.folder / f"{name.partition(' ')[0]}.log"
        self.by_name[name] = Service(command, self.settings, log, **options)


Part = Callable[[Services], AbstractContextManager[None]]
"""A further service, which changes the settings before the others start."""


@contextmanager
def running_services(folder: Path, nginx: Path, parts: Iterable[Part] = ()) -> Iterator[Services]:
    """Start all services and wait until the site is ready; stop them at the end of the block."""
    with ExitStack() as stack:
        postgres = load("postgres")
        services = Services(folder, stack.enter_context(postgres.running(postgres.DURABLE)), nginx)
        services.mail = MailServer(services.sink)
        stack.callback(services.mail.stop)
        services.create("acquaint")
        for part in parts:
            stack.enter_context(part(services))
        services.prepare(services.mail.port)
        stack.callback(services.listener.close)
        stack.callback(services.stop)
        services.start()
        wait_until(services.is_ready, "readiness")
        yield services
