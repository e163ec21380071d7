"""Four web workers of the product on one database, and concurrent requests."""

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
CONCURRENCY = 16
TOKEN = "t" * 32
TIMEOUT = 120
ANNA, PASSWORD, MEMBER_COUNT = "anna@example.org", "two desks apart", 20


class Server:
    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid

    def workers(self) -> list[int]:
        """The ids of the processes that gunicorn has forked."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def get(self, path: str, session: str = "", **headers: str) -> HTTPResponse:
        return self._request("GET", path, session, **headers)

    def post(self, path: str, session: str = "", **data: str) -> HTTPResponse:
        return self._request("POST", path, session, urlencode({"csrfmiddlewaretoken": TOKEN} | data))

    def _request(
        self, method: str, path: str, session: str, body: str | None = None, **headers: str
    ) -> HTTPResponse:
        """Send one request over a new connection; return the response, closed, with its `text`."""
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrf={TOKEN}; session={session}",
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.text = response.read().decode()
        connection.close()
        return response

    def sign_in(self, address: str, password: str) -> str:
        """Sign in; return the session key."""
        response = self.post("/accounts/login/", login=address, password=password)
        cookies = SimpleCookie()
        for line in response.headers.get_all("Set-Cookie"):
            cookies.load(line)
        return cookies["session"].value


def count_statuses(request: Callable[[int], HTTPResponse], numbers: Iterable[int]) -> Counter[int]:
    """Send the requests concurrently; return how many got each status code."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        return Counter(response.status for response in pool.map(request, numbers))


@contextmanager
def four_workers(environment: dict[str, str]) -> Iterator[Server]:
    """Start gunicorn as a deployment does, on a socket that already listens, so that requests wait until the workers are ready."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        port = listener.getsockname()[1]
        env = environment | {"SITE_URL": f"http://127.0.0.1:{port}"}
        options = [
            "-m",
            "gunicorn",
            "network.wsgi",
            "--config",
            "deploy/gunicorn.conf.py",
            "--workers",
            str(WORKERS),
            "--bind",
            f"fd://{listener.fileno()}",
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(
            [sys.executable, *options], cwd=ROOT, env=env, pass_fds=[listener.fileno()], **quiet
        )
        try:
            yield Server(port, server.pid)
        finally:
            server.terminate()
            server.wait(TIMEOUT)


def process_environment(data: Path, database: str) -> dict[str, str]:
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
