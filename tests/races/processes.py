"""Starts several processes of the product on one database. Their orders are the functions of `worker_process.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import django; django.setup(); from tests.races.worker_process import run_commands; run_commands()"
WORKERS = ["work"] * 2
TICKS = ["tick"] * 4
NUMBER = 40


class ProcessPool:
    def __init__(self, number: int, environment: dict[str, str]) -> None:
        variables = os.environ | {"DJANGO_SETTINGS_MODULE": "network.settings", "DEMO": "1"} | environment
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._processes = [
            subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env=variables, **pipes)
            for _ in range(number)
        ]

    def run_one(self, order: str) -> Any:
        return self.run_all([order])[0]

    def run_all(self, orders: list[str]) -> list[Any]:
        """Send one order to each process, then read their answers."""
        processes = self._processes[: len(orders)]
        for process, order in zip(processes, orders, strict=True):
            process.stdin.write(order + "\n")
            process.stdin.flush()
        return [json.loads(process.stdout.readline()) for process in processes]

    def close(self) -> None:
        for process in self._processes:
            process.communicate(timeout=20)


@contextmanager
def process_pool(number: int, **environment: str) -> Iterator[ProcessPool]:
    processes = ProcessPool(number, environment)
    try:
        processes.run_all(["ready"] * number)
        yield processes
    finally:
        processes.close()


def deliver_and_remind(processes: ProcessPool) -> dict[str, Any]:
    """Send NUMBER invitations and let a week pass, with two workers and four ticks at once. Returns the report."""
    processes.run_one(f"invite {NUMBER}")
    for days in (0, 7):
        processes.run_one(f"wait {days}")
        processes.run_all(WORKERS + TICKS)
        processes.run_all(WORKERS + TICKS)
        processes.run_one("work")
    return processes.run_one("report")


EXPECTED_REPORT = {
    "broken": [],
    "receptions": NUMBER,
    "invitations sent": NUMBER,
    "reminders sent": NUMBER,
    "e-mails": 2 * NUMBER,
    "undelivered": 0,
    "unsent": 0,
    "failed": 0,
}
