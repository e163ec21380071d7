"""Four web workers of the product on one database, and many who ask at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.rate.settings"
WORKERS = 4
AT_ONCE = 16
TOKEN = "t" * 32
PATIENCE = 120
ANNA, PASSWORD, MANY = "anna@example.org", "two desks apart", 20


class Server:
    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, session: str = "") -> HTTPResponse:
        return self._ask("GET", path, session)

    def post(self, path: str, session: str = "", **typed: str) -> HTTPResponse:
        return self._ask("POST", path, session, urlencode({"csrfmiddlewaretoken": TOKEN} | typed))

    def _ask(self, method: str, path: str, session: str, body: str | None = None) -> HTTPResponse:
        """One request over a connection of its own, answered and closed."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrf={TOKEN}; session={session}",
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def sign_in(self, address: str, password: str) -> str:
        """The session of a member."""
        answer = self.post("/accounts/login/", login=address, password=password)
        cookies = SimpleCookie()
        for line in answer.headers.get_all("Set-Cookie"):
            cookies.load(line)
        return cookies["session"].value


def at_once(ask: Callable[[int], HTTPResponse], numbers: Iterable[int]) -> Counter[int]:
    """How many got which answer."""
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        return Counter(answer.status for answer in crowd.map(ask, numbers))


@contextmanager
def four_workers(environment: dict[str, str]) -> Iterator[Server]:
    """They take over a socket that listens already, so whoever asks is answered when they are ready."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as door:
        port = door.getsockname()[1]
        here = environment | {"SITE_URL": f"http://127.0.0.1:{port}"}
        words = [
            "-m",
            "gunicorn",
            "network.wsgi",
            "--workers",
            str(WORKERS),
            "--bind",
            f"fd://{door.fileno()}",
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=here, pass_fds=[door.fileno()], **quiet
        )
        try:
            yield Server(port)
        finally:
            server.terminate()
            server.wait(PATIENCE)


def told(data: Path, database: str) -> dict[str, str]:
    """The environment of every process: a database and a folder of their own."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": database,
        "DATA_DIR": str(data),
        "DEBUG": "0",
        "DEMO": "0",
        "WORKER": "process",
        "EMAIL_URL": "capture://",
    }
