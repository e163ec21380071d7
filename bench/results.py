"""The file of results: one entry for each figure and engine, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.production import ROOT

FILE = ROOT / "bench" / "results.json"


@dataclass
class Entry:
    """The rows of one figure on one engine, and what they were measured on."""

    figure: str
    engine: str
    commit: str
    quick: bool
    large: bool
    measured_on: str
    rows: list[dict[str, Any]] = field(default_factory=list)


class Results:
    """What is measured so far. Every change is written at once, beside what another run has written meanwhile."""

    def __init__(self, file: Path = FILE) -> None:
        self.file = file
        self.entries = self._read()

    def _read(self) -> list[Entry]:
        return [Entry(**entry) for entry in json.loads(self.file.read_text())] if self.file.exists() else []

    def find(self, figure: str, engine: str) -> Entry | None:
        found = (entry for entry in self.entries if (entry.figure, entry.engine) == (figure, engine))
        return next(found, None)

    def is_done(self, wanted: Entry) -> bool:
        """Whether this figure was measured on the same commit, with as many rounds and as large networks."""
        entry = self.find(wanted.figure, wanted.engine)
        return (
            entry is not None
            and entry.commit == wanted.commit
            and entry.quick <= wanted.quick
            and entry.large >= wanted.large
        )

    def store(self, entry: Entry) -> None:
        """Add an entry in place of an earlier one."""
        key = entry.figure, entry.engine
        self.entries = [other for other in self._read() if (other.figure, other.engine) != key] + [entry]
        self.file.write_text(json.dumps([asdict(each) for each in self.entries], indent=1) + "\n")


def current_commit(root: Path = ROOT) -> str:
    """The short commit of the checkout; with a digest of what is changed and not committed."""
    commit = _git(root, "rev-parse", "--short=12", "HEAD").decode().strip()
    changes = _git(root, "diff", "HEAD")
    return f"{commit}+{sha256(changes).hexdigest()[:8]}" if changes else commit


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, check=True, stdout=subprocess.PIPE).stdout
