"""A Redis server of its own, for figures that need one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.ports import free_port

TRIES, PAUSE = 200, 0.05


@contextmanager
def running(folder: Path) -> Iterator[str | None]:
    """Start it with nothing on disk and yield its URL; None where Redis is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    """Raises `OSError` where nothing listens after a while."""
    for _try in range(TRIES):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(PAUSE)
        else:
            return
    raise OSError("redis-server does not listen")
