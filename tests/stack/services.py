"""The whole house on this machine: the files of deploy/ with other paths and ports, and nothing else changed."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from bin.ports import free_port
from tests.bin.scripts import BIN, ROOT, load
from tests.stack.browser import HOST, SITE, Browser
from tests.stack.processes import Service, activated, command_of, until
from tests.stack.sink import Sink, listening

OUTER = """
daemon off; worker_processes 2; pid {here}/nginx.pid; error_log {here}/nginx.log; {user}
events {{ worker_connections 256; }}
http {{
    types {{ text/css css; text/javascript js; image/svg+xml svg; }}
    client_body_temp_path {here}/body; proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi; uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;
    include {here}/acquaint.nginx.conf;
}}
"""
TICK = 2  # seconds between two looks of the clock, where the timer has a minute


class House:
    def __init__(self, here: Path, server: str, nginx: Path) -> None:
        self.here, self.server, self.nginx = here, server, nginx
        self.data, self.socket = here / "data", here / "acquaint.sock"
        self.port, self.sink, self.listener = free_port(), Sink(), socket.socket(socket.AF_UNIX)
        self.services: dict[str, Service] = {}
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
        }

    def database(self, name: str) -> str:
        return self.server.rpartition("/")[0] + f"/{name}"

    def create(self, name: str) -> str:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.database(name)

    def ask(self, question: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.settings["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(question, values).fetchall()

    def manage(self, *command: str) -> None:
        self.python("manage.py", *command)

    def backup(self, *command: str, **settings: str) -> str:
        return self.python(str(BIN / "backup"), *command, **settings)

    def python(self, *command: str, **settings: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.settings | settings, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def browser(self, at: str = "127.0.0.1") -> Browser:
        return Browser(self.port, self.here / "fullchain.pem", at)

    def is_ready(self) -> bool:
        return self.browser().status("/readyz") == 200

    def prepare(self, smtp: int) -> None:
        self.settings["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp}"
        self.create("acquaint")
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        self._certify()
        self._configure()

    def start(self) -> None:
        self.listener.bind(str(self.socket))
        self.listener.listen(128)
        web = activated(command_of("acquaint.service"), self.listener)
        self._serve("web", web, pass_fds=(self.listener.fileno(),))
        for number in ("1", "2"):
            self._serve(f"worker {number}", command_of("acquaint-worker@.service"))
        self._serve("clock", command_of("acquaint-tick.service"), pause=TICK)
        where = [
            "-p",
            str(self.here),
            "-c",
            str(self.here / "nginx.conf"),
            "-e",
            str(self.here / "nginx.log"),
        ]
        self._serve("nginx", [str(self.nginx), *where])

    def stop(self, *names: str) -> None:
        for name in names or list(self.services):
            self.services.pop(name).stop()

    def _serve(self, name: str, command: list[str], **more) -> None:
        log = self.here / f"{name.partition(' ')[0]}.log"
        self.services[name] = Service(command, self.settings, log, **more)

    def _certify(self) -> None:
        files = ["-keyout", str(self.here / "privkey.pem"), "-out", str(self.here / "fullchain.pem")]
        kind = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
        name = ["-addext", f"subjectAltName=DNS:{HOST}"]
        subprocess.run(["openssl", "req", "-x509", *kind, *name, *files], check=True, capture_output=True)

    def _configure(self) -> None:
        site = (ROOT / "deploy" / "acquaint.nginx.conf").read_text()
        for theirs, ours in {
            "/run/acquaint.sock": str(self.socket),
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            f"/etc/letsencrypt/live/{HOST}": str(self.here),
            "/var/lib/acquaint/": f"{self.data}/",
            "/var/log/nginx/": f"{self.here}/",
            "/etc/nginx/acquaint_proxy.conf": str(ROOT / "deploy" / "acquaint_proxy.conf"),
        }.items():
            assert theirs in site, theirs
            site = site.replace(theirs, ours)
        (self.here / "acquaint.nginx.conf").write_text(site)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.here / "nginx.conf").write_text(OUTER.format(here=self.here, user=user))


@contextmanager
def standing(here: Path, nginx: Path) -> Iterator[House]:
    """Up and ready; everything that was started is ended."""
    with ExitStack() as stack:
        postgres = load("postgres")
        house = House(here, stack.enter_context(postgres.running(postgres.DURABLE)), nginx)
        controller = listening(house.sink)
        stack.callback(controller.stop)
        house.prepare(controller.port)
        stack.callback(house.listener.close)
        stack.callback(house.stop)
        house.start()
        until(house.is_ready, "the house")
        yield house
