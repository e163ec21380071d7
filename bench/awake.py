"""Keeps the cores of the machine busy while a figure is measured, with processes that yield to everybody.

A process that waits for another lets its core sleep, and what it costs a virtual machine to wake it is counted as CPU time of
the process that has waited: a quarter of an e-mail with PostgreSQL, on a machine that does nothing else. A site with work to do
has no such cores, so figures of processes that wait for each other are measured without them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

BUSY = "import os; os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile os.getppid() == {}: pass"


@contextmanager
def cores() -> Iterator[None]:
    """One process for each core, until the end; each ends with this process, too."""
    command = [sys.executable, "-c", BUSY.format(os.getpid())]
    processes = [subprocess.Popen(command) for _core in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()
