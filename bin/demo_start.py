"""Starts bin/demo, measures how long that takes, and stops it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from environment import ROOT, SetupError
from ports import free_port

START_TIMEOUT, STOP_TIMEOUT = 120, 20  # seconds


def seconds_to_start(data: Path) -> float:
    """The seconds until the first page is served, with the demo data in `data`. Raises `SetupError` with the log."""
    started_at, port, log_file = time.monotonic(), free_port(), data.with_suffix(".log")
    command = [sys.executable, "bin/demo", "--port", str(port), "--data", str(data)]
    with log_file.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            while not is_serving(port):
                if process.poll() is not None or time.monotonic() - started_at > START_TIMEOUT:
                    raise SetupError(log_file.read_text())
                time.sleep(0.1)
            return time.monotonic() - started_at
        finally:
            stop(process, log_file)


def stop(process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Raises `SetupError` with the log where it does not stop when it is asked to."""
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        raise SetupError(f"it did not stop within {STOP_TIMEOUT} s:\n{log_file.read_text()}") from None


def is_serving(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).status == 200)
    except OSError:
        return False
