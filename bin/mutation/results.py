"""What has been found out about each mutant, kept in a JSON file so that an interrupted run goes on."""

from __future__ import annotations

import json
import threading
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from mutation import checkout
from mutation.source import Mutant

KILLED, TIMEOUT, SURVIVED, UNTESTED = "killed", "timeout", "survived", "untested"
DEAD = (KILLED, TIMEOUT)


class InvalidEntry(Exception):
    """The list of equivalent mutants names a mutant that does not exist, or gives no reason."""


@dataclass
class Result:
    """`by` is the test that failed; `inputs` says which files the outcome rests on."""

    outcome: str
    seconds: float
    by: str = ""
    inputs: str = ""


class Results:
    """The stored results. A kill is valid until the mutated file or the test that failed changes, all else until any source does."""

    def __init__(self, path: Path, root: Path, tree: str) -> None:
        self.path, self.root, self.tree = path, root, tree
        stored = json.loads(path.read_text()) if path.exists() else {}
        self._results = {name: Result(**fields) for name, fields in stored.items()}
        self._writing = threading.Lock()

    def get(self, name: str, mutant: Mutant) -> Result | None:
        result = self._results.get(name)
        return result if result and result.inputs == self._inputs(mutant, result) else None

    def last_killer(self, name: str) -> str:
        """The test that noticed it in an earlier run, valid or not; empty if none did."""
        result = self._results.get(name)
        return result.by if result else ""

    def add(self, name: str, mutant: Mutant, result: Result) -> None:
        result.inputs = self._inputs(mutant, result)
        with self._writing:
            self._results[name] = result
            partial = self.path.with_suffix(".partial")
            stored = {key: asdict(each) for key, each in self._results.items()}
            partial.write_text(json.dumps(stored, indent=1))
            partial.replace(self.path)

    def _inputs(self, mutant: Mutant, result: Result) -> str:
        if result.outcome not in DEAD:
            return self.tree
        test = result.by.split("::")[0]
        return (
            f"{checkout.digest(self.root / mutant.path)} {checkout.digest(self.root / test) if test else ''}"
        )


def equivalent(path: Path, mutants: dict[str, Mutant]) -> dict[str, str]:
    """Mutant and reason. Raises `InvalidEntry`."""
    entries = tomllib.loads(path.read_text()).get("equivalent", [])
    listed = {each["mutant"]: each.get("reason", "") for each in entries}
    for name, reason in listed.items():
        if name not in mutants:
            raise InvalidEntry(f"{path.name}: no such mutant: {name}")
        if not reason.strip():
            raise InvalidEntry(f"{path.name}: no reason for: {name}")
    return listed


def summary(mutants: dict[str, Mutant], outcomes: dict[str, str]) -> list[str]:
    """One line a kind, then every mutant that no test noticed."""
    columns = (*DEAD, SURVIVED, UNTESTED, "equivalent", "not run")
    counts = Counter((mutant.kind, outcomes.get(name, "not run")) for name, mutant in mutants.items())
    lines = ["  ".join(f"{each:>10}" for each in ("", *columns))]
    for kind in dict.fromkeys(mutant.kind for mutant in mutants.values()):
        numbers = [counts[kind, column] for column in columns]
        lines.append("  ".join([f"{kind:>10}", *(f"{number:>10}" for number in numbers)]))
    for name, mutant in mutants.items():
        if outcomes.get(name) in (SURVIVED, UNTESTED):
            lines.append(f"{outcomes[name]}: {mutant.place}: {mutant.kind}, {mutant.change}")
    return lines
