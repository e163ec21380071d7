"""Installs the peers into an environment of their own, and runs one of them as variants of a measurement."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from environment import install_command  # of bin/

from bench.measure import Slice, Variant
from bench.production import CACHE, ROOT

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def python() -> Path:
    """The interpreter of the environment, which is made where it is missing."""
    digest = sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"peers-{digest}"
    interpreter, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run(install_command(interpreter, REQUIREMENTS), check=True)
        stamp.touch()
    return interpreter


class Peer:
    """A process that answers with the times of a slice of calls."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def variant(self, name: str, verb: str) -> Variant:
        return Variant(name, lambda number: self._ask(f"{verb} {number}"))

    def _ask(self, line: str) -> Slice:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return Slice(**json.loads(self.process.stdout.readline()))


@contextmanager
def running(module: str, database: dict[str, Any]) -> Iterator[Peer]:
    """Start `module` with the peers' interpreter, on this database, and end it."""
    command = [str(python()), "-m", module, json.dumps(database)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    )
    try:
        yield Peer(process)
    finally:
        process.stdin.close()
        process.wait()
