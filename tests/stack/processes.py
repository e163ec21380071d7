"""Does what systemd does: starts the commands of the units in deploy/, and restarts them when they exit."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from configparser import ConfigParser, SectionProxy
from contextlib import suppress
from pathlib import Path
from threading import Condition, Event, Thread

from tests.bin.scripts import ROOT

TIMEOUT = 60
RESTART_DELAY = 0.2


class Service:
    """A process that is restarted `delay` seconds after it exits, until it is stopped. A timer's service has a long delay."""

    def __init__(
        self,
        command: list[str],
        environment: dict[str, str],
        log: Path,
        delay: float = RESTART_DELAY,
        **options,
    ) -> None:
        self.command, self.environment, self.delay, self.options = command, environment, delay, options
        self.log = log.open("ab")
        self.starts = 0
        self._running: subprocess.Popen[bytes] | None = None
        self._changed, self._stopped = Condition(), Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def pid(self) -> int:
        """The id of the running process. Waits until there is one."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._running, TIMEOUT), self.command
            return self._running.pid

    def children(self) -> list[int]:
        pids = Path(f"/proc/{self.pid()}/task/{self.pid()}/children").read_text()
        return [int(pid) for pid in pids.split()]

    def kill(self) -> None:
        """Send SIGKILL to the process and to its children, as systemd does, and wait for the restart."""
        before, pids = self.starts, [self.pid(), *self.children()]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with self._changed:
            assert self._changed.wait_for(lambda: self.starts > before, TIMEOUT), self.command

    def stop(self) -> None:
        self._stopped.set()
        with self._changed:
            running = self._running
        if running:
            running.send_signal(signal.SIGCONT)
            running.terminate()
        self._thread.join(TIMEOUT)
        self.log.close()

    def _run(self) -> None:
        while not self._stopped.is_set():
            process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdout=self.log, stderr=self.log, **self.options
            )
            self._set_running(process)
            if self._stopped.is_set():
                process.terminate()
            process.wait()
            self._set_running(None)
            self._stopped.wait(self.delay)

    def _set_running(self, process: subprocess.Popen[bytes] | None) -> None:
        with self._changed:
            self._running = process
            self.starts += process is not None
            self._changed.notify_all()


def unit(name: str) -> list[str]:
    """The command of a unit of deploy/, with its program by name."""
    return section(name, "Service")["ExecStart"].removeprefix("/srv/acquaint/.venv/bin/").split()


def unit_command(name: str) -> list[str]:
    """The command of a unit of deploy/, with the Python of this test."""
    program, *arguments = unit(name)
    return [f"{sys.prefix}/bin/{program}", *arguments]


def section(name: str, title: str) -> SectionProxy:
    """A section of a unit of deploy/."""
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(ROOT / "deploy" / name)
    return parsed[title]


PASS_LISTENER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


def with_listener(command: list[str], listener: socket.socket) -> list[str]:
    """The command with the socket as file descriptor 3, as systemd passes that of `acquaint.socket`."""
    return [sys.executable, "-c", PASS_LISTENER, str(listener.fileno()), *command]


def wait_until(condition: Callable[[], object], what: str, timeout: float = TIMEOUT) -> None:
    """Poll the condition. Raises `AssertionError` if it is not true within `timeout` seconds."""
    pause = Event()
    for _ in range(int(timeout / RESTART_DELAY)):
        if condition():
            return
        pause.wait(RESTART_DELAY)
    raise AssertionError(f"no {what} within {timeout} seconds")
