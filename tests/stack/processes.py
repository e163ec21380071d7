"""Does what systemd would: starts the commands of deploy/, and starts them again when they die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from threading import Condition, Event, Thread

from tests.bin.scripts import ROOT

PATIENCE = 60
PAUSE = 0.2


class Service:
    """A process that is there again soon after it ended, until it is stopped. `pause` makes a timer's service of it."""

    def __init__(
        self, command: list[str], environment: dict[str, str], log: Path, pause: float = PAUSE, **more
    ) -> None:
        self.command, self.environment, self.pause, self.more = command, environment, pause, more
        self.log = log.open("ab")
        self.starts = 0
        self._running: subprocess.Popen[bytes] | None = None
        self._changed, self._stopped = Condition(), Event()
        self._keeper = Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def pid(self) -> int:
        """Of the process that runs now; waits until one does."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._running, PATIENCE), self.command
            return self._running.pid

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.pid()}/task/{self.pid()}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def kill(self) -> None:
        """kill -9, and wait for the next one."""
        before, pid = self.starts, self.pid()
        os.kill(pid, signal.SIGKILL)
        with self._changed:
            assert self._changed.wait_for(lambda: self.starts > before, PATIENCE), self.command

    def stop(self) -> None:
        self._stopped.set()
        with self._changed:
            running = self._running
        if running:
            running.send_signal(signal.SIGCONT)
            running.terminate()
        self._keeper.join(PATIENCE)
        self.log.close()

    def _keep(self) -> None:
        while not self._stopped.is_set():
            process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdout=self.log, stderr=self.log, **self.more
            )
            self._tell(process)
            if self._stopped.is_set():
                process.terminate()
            process.wait()
            self._tell(None)
            self._stopped.wait(self.pause)

    def _tell(self, process: subprocess.Popen[bytes] | None) -> None:
        with self._changed:
            self._running = process
            self.starts += process is not None
            self._changed.notify_all()


def command_of(unit: str) -> list[str]:
    """What a unit of deploy/ runs, with the Python of this test."""
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(ROOT / "deploy" / unit)
    words = parsed["Service"]["ExecStart"].replace("/srv/acquaint/.venv/bin/", f"{sys.prefix}/bin/")
    return words.split()


HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


def activated(command: list[str], listener: socket.socket) -> list[str]:
    """With the socket as file 3, as `acquaint.socket` hands it over."""
    return [sys.executable, "-c", HAND_OVER, str(listener.fileno()), *command]


def until(true: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Asks again and again."""
    pause = Event()
    for _ in range(int(patience / PAUSE)):
        if true():
            return
        pause.wait(PAUSE)
    raise AssertionError(f"{what} has not come about in {patience} seconds")
