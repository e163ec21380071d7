"""Runs the tests of one mutant after the other, in a copy of the checkout and a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from mutation import checkout
from mutation.results import KILLED, SURVIVED, TIMEOUT, UNTESTED, Result
from mutation.source import Mutant

NO_TESTS = 5
RACE_ROUNDS = "40"
PYTEST = (sys.executable, "-m", "pytest", "-x", "-p", "mutation.plugin", "-p", "no:randomly", "--reuse-db")
CREATE = (
    "import django; django.setup(); from django.db import connection as c; c.creation.create_test_db(0, True)"
)


class TestRunError(Exception):
    """The tests could not be run at all."""


class Worker:
    def __init__(self, root: Path, scratch: Path, postgresql: str = "") -> None:
        self.scratch = scratch
        self.copy = checkout.copy(root, scratch / "checkout")
        self.process: subprocess.Popen[bytes] | None = None
        self._postgresql, self._stopped = postgresql, False
        self._template, self._database = scratch / "template.sqlite3", scratch / "test.sqlite3"
        self._create_template()

    def check(self, mutant: Mutant, tests: dict[str, float], race_tests: dict[str, float]) -> Result:
        """Apply it, run the tests until one fails, restore the file. The numbers are their seconds without a mutant."""
        if not tests and not race_tests:
            return Result(UNTESTED, 0.0)
        begun = time.monotonic()
        with Applied(mutant, self.copy):
            result = self._run(mutant, tests, **self._sqlite()) if tests else None
            if race_tests and (result is None or result.outcome == SURVIVED):
                result = self._run(mutant, race_tests, **self._postgres())
        assert result
        result.seconds = round(time.monotonic() - begun, 1)
        return result

    def check_baseline(self, tests: dict[str, float]) -> None:
        """Raises `TestRunError` where these fail without a mutant: then a failure with one would say nothing."""
        unchanged = Mutant("none", "manage.py", 1, "", "nothing")
        if self._run(unchanged, tests, **self._sqlite()).outcome != SURVIVED:
            raise TestRunError((self.scratch / "output.txt").read_text()[-4000:])

    def stop(self) -> None:
        """End the tests that are running, and begin no others."""
        self._stopped = True
        self._kill()

    def _kill(self) -> None:
        """Their processes too: all are in one group."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def _sqlite(self) -> dict[str, str]:
        """A fresh copy of the database, whatever the last mutant has done to its own."""
        for suffix in ("-wal", "-shm", "-journal"):
            self._database.with_name(self._database.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._template, self._database)
        return {"TEST_DATABASE_FILE": str(self._database)}

    def _postgres(self) -> dict[str, str]:
        address = f"{self._postgresql.rpartition('/')[0]}/{self.scratch.name}"
        return {"DATABASE_URL": address, "RACE_ROUNDS": RACE_ROUNDS, "PYTEST_ADDOPTS": "--create-db"}

    def _create_template(self) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_FILE": str(self._template)}
        environment = checkout.environment(self.copy, self.scratch, **settings)
        done = subprocess.run(
            [sys.executable, "-c", CREATE], cwd=self.copy, env=environment, capture_output=True
        )
        if done.returncode:
            raise TestRunError(done.stderr.decode(errors="replace")[-4000:])

    def _run(self, mutant: Mutant, tests: dict[str, float], **settings: str) -> Result:
        listed, report = self.scratch / "tests.json", self.scratch / "report.json"
        listed.write_text(json.dumps(tests))
        report.unlink(missing_ok=True)
        settings |= {"MUTATION_TESTS": str(listed), "MUTATION_REPORT": str(report)}
        if mutant.constraint:
            settings["MUTATION_CONSTRAINT"] = mutant.constraint
        code = self._pytest(
            sorted({test.split("::")[0] for test in tests}), 60 + 3 * sum(tests.values()), settings
        )
        if code is None:
            return Result(TIMEOUT, 0.0)
        if code == NO_TESTS:
            raise TestRunError(f"{mutant.place}: pytest found none of its {len(tests)} tests")
        failed = json.loads(report.read_text())["failed"] if report.exists() else []
        return Result(SURVIVED if code == 0 else KILLED, 0.0, failed[0] if failed else "")

    def _pytest(self, files: list[str], seconds: float, settings: dict[str, str]) -> int | None:
        """Returns pytest's exit code, None after a timeout."""
        if self._stopped:
            return None
        environment = checkout.environment(self.copy, self.scratch, **settings)
        with (self.scratch / "output.txt").open("wb") as output:
            self.process = subprocess.Popen(
                [*PYTEST, *files], cwd=self.copy, env=environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
            try:
                return self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._kill()
                self.process.wait()
                return None


class Applied:
    """A context manager that writes the mutated file, and at the end the old one; the compiled file is deleted."""

    def __init__(self, mutant: Mutant, copy: Path) -> None:
        self.mutant, self.path = mutant, copy / mutant.path

    def __enter__(self) -> None:
        self.content = self.path.read_bytes()
        if not self.mutant.constraint:
            self.path.write_bytes(self.mutant.apply(self.content))

    def __exit__(self, *_fault: object) -> None:
        self.path.write_bytes(self.content)
        for stale in self.path.parent.glob(f"__pycache__/{self.path.stem}.*.pyc"):
            stale.unlink()
