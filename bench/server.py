"""Runs the demo server in a data directory of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
STOP_TIMEOUT = 20


@contextmanager
def demo(data_dir: Path) -> Iterator[str]:
    """Start bin/demo and yield its URL; stop it at the end. Raises `RuntimeError` with its output if it exits early."""
    port = free_port()
    command = [sys.executable, "bin/demo", "--port", str(port), "--data", str(data_dir)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until_ready(process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=STOP_TIMEOUT)


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    output = []
    for line in process.stdout or []:
        output.append(line)
        if "Ctrl-C" in line:
            return
    raise RuntimeError("".join(output))
