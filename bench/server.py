"""The demo as everybody starts it, in a folder of its own, for as long as it is looked at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20


@contextmanager
def demo(data: Path) -> Iterator[str]:
    """Its address. Raises `RuntimeError` with its last words if it does not start."""
    port = free_port()
    command = [sys.executable, "bin/demo", "--port", str(port), "--data", str(data)]
    house = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until_it_is_ready(house)
        yield f"http://localhost:{port}"
    finally:
        house.terminate()
        house.communicate(timeout=PATIENCE)


def wait_until_it_is_ready(house: subprocess.Popen[str]) -> None:
    said = []
    for line in house.stdout or []:
        said.append(line)
        if "Ctrl-C" in line:
            return
    raise RuntimeError("".join(said))
