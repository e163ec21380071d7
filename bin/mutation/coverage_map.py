"""Which tests run which lines, and how long each test takes: measured once, kept in a JSON file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import coverage

from mutation import checkout

CONFIGURATION = """[run]
relative_files = true
source = network,invitations,notifications
omit = */migrations/*
"""


class BaselineFailed(Exception):
    """Tests fail although nothing has been changed."""


class CoverageMap:
    """`tests` has the seconds of every test, `lines` the tests of every line of every file."""

    def __init__(self, tests: dict[str, float], lines: dict[str, dict[int, list[str]]]) -> None:
        self.tests = tests
        self.lines = lines

    def covering(self, path: str, first: int, last: int) -> list[str]:
        """The tests that run one of these lines, the fastest first."""
        numbered = self.lines.get(path, {})
        return self._fastest({test for line in range(first, last + 1) for test in numbered.get(line, ())})

    def covering_file(self, path: str) -> list[str]:
        return self._fastest({test for tests in self.lines.get(path, {}).values() for test in tests})

    def of_files(self, paths: list[str]) -> list[str]:
        """All tests of these test files."""
        return self._fastest({test for test in self.tests if test.split("::")[0] in paths})

    def _fastest(self, tests: set[str]) -> list[str]:
        return sorted(
            (test for test in tests if test in self.tests), key=lambda test: (self.tests[test], test)
        )

    def save(self, path: Path) -> None:
        names = {test: number for number, test in enumerate(self.tests)}
        lines = {
            file: {line: [names[test] for test in tests if test in names] for line, tests in numbered.items()}
            for file, numbered in self.lines.items()
        }
        path.write_text(json.dumps({"tests": self.tests, "lines": lines}))

    @classmethod
    def load(cls, path: Path) -> CoverageMap:
        stored = json.loads(path.read_text())
        names = list(stored["tests"])
        lines = {
            file: {int(line): [names[number] for number in numbers] for line, numbers in numbered.items()}
            for file, numbered in stored["lines"].items()
        }
        return cls(stored["tests"], lines)


def measure(copy: Path, scratch: Path, arguments: list[str], **settings: str) -> CoverageMap:
    """Run these tests once in a copy of the checkout. Raises `BaselineFailed` where one fails."""
    scratch.mkdir(parents=True, exist_ok=True)
    configuration, data, report = scratch / "coveragerc", scratch / "coverage", scratch / "report.json"
    configuration.write_text(CONFIGURATION)
    watched = ["--cov", f"--cov-config={configuration}", "--cov-context=test", "--cov-report="]
    pytest = [sys.executable, "-m", "pytest", "-p", "mutation.plugin", "-p", "no:randomly"]
    more = {"COVERAGE_FILE": str(data), "MUTATION_REPORT": str(report)}
    done = subprocess.run(
        [*pytest, *watched, *arguments], cwd=copy, env=checkout.environment(copy, scratch, **more, **settings),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise BaselineFailed(done.stdout[-4000:])
    return CoverageMap(json.loads(report.read_text())["seconds"], lines_of(data, copy))


def lines_of(data: Path, root: Path) -> dict[str, dict[int, list[str]]]:
    """From coverage.py's file: the tests of every line, whatever phase of the test ran it."""
    stored = coverage.CoverageData(str(data))
    stored.read()
    lines: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for file in stored.measured_files():
        path = Path(file)
        name = str(path.relative_to(root)) if path.is_absolute() else file
        for line, contexts in stored.contexts_by_lineno(file).items():
            if tests := sorted({context.rpartition("|")[0] for context in contexts if "|" in context}):
                lines[name][line] = tests
    return dict(lines)
