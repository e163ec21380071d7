"""A Redis server for tests, in a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from bin.ports import free_port
from tests.stack.processes import wait_until


def required() -> None:
    """Skip the test where the server or the packages of the queue are not installed."""
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server; bin/check installs it")
    if not find_spec("django_tasks_rq"):
        pytest.skip("needs requirements-redis.txt; bin/check installs it")


@contextmanager
def redis(port: int, folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that keeps its data in the folder when it ends, and is killed at the end of the block."""
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", *options]
    server = subprocess.Popen(["redis-server", *arguments], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: accepts(port), "Redis")
        yield server
    finally:
        server.kill()
        server.wait()


class Server:
    """A server that keeps nothing, and can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self._stack = folder, free_port(), ExitStack()

    def start(self) -> None:
        self._stack.enter_context(redis(self.port, self.folder))

    def kill(self) -> None:
        self._stack.close()


def accepts(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
