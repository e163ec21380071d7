"""One run: the coverage maps, the workers, and what they find."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from queue import Empty, SimpleQueue

import postgres

from mutation import checkout, coverage_map, selection, targets
from mutation.coverage_map import CoverageMap
from mutation.results import DEAD, Results
from mutation.source import Mutant
from mutation.worker import Worker

QUICK_TESTS, MORE_ROUNDS = 30, 5
"""The race tests run more rounds than for the coverage map."""


class Runner:
    def __init__(
        self, root: Path, folder: Path, mutants: dict[str, Mutant], number: int, deadline: float
    ) -> None:
        self.root, self.folder, self.mutants = root, folder, mutants
        self.number, self.deadline = number, deadline
        folder.mkdir(parents=True, exist_ok=True)
        self.tree = checkout.digest_of_tree(root)
        self.results = Results(folder / "results.json", root, self.tree)
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._done, self._total = 0, 0
        self._killers: dict[str, Counter[str]] = defaultdict(Counter)
        self._stopped = threading.Event()

    def run(self, names: list[str]) -> None:
        """Run those that have no result yet, until the deadline. Raises `TestRunError` and `BaselineFailed`."""
        open_ = [name for name in names if not self.results.get(name, self.mutants[name])]
        if not open_:
            return
        self._total = len(open_)
        for name in open_:
            self._queue.put(name)
        races = any(self.mutants[name].kind in selection.TRANSACTIONAL for name in open_)
        with (
            scratch_folder() as scratch,
            postgres.running() if races else contextlib.nullcontext("") as address,
        ):
            self._map = self._coverage(scratch, "coverage", sqlite_tests(self.number))
            self._race_map = self._coverage(
                scratch, "races", [targets.RACES, "-m", "not long"], DATABASE_URL=address, RACE_ROUNDS="3"
            ) if races else CoverageMap({}, {})  # fmt: skip
            workers = [Worker(self.root, scratch / f"worker{each}", address) for each in range(self.number)]
            self._run_workers(workers)

    def _coverage(self, scratch: Path, name: str, arguments: list[str], **settings: str) -> CoverageMap:
        """Measured again only where product or tests have changed."""
        stored = self.folder / f"{name}.{self.tree[:16]}.json"
        if not stored.exists():
            begun = time.monotonic()
            say(f"measuring which tests run which lines ({name}); this takes minutes")
            for old in self.folder.glob(f"{name}.*.json"):
                old.unlink()
            copy = checkout.copy(self.root, scratch / name)
            coverage_map.measure(copy, scratch / f"{name}-data", arguments, **settings).save(stored)
            say(f"measured in {time.monotonic() - begun:.0f} s")
        return CoverageMap.load(stored)

    def _run_workers(self, workers: list[Worker]) -> None:
        with ThreadPoolExecutor(len(workers)) as threads:
            try:
                working = [threads.submit(self._work, worker) for worker in workers]
                for each in wait(working, return_when=FIRST_EXCEPTION).done:
                    each.result()
            finally:
                self._stopped.set()
                for worker in workers:
                    worker.stop()

    def _work(self, worker: Worker) -> None:
        quick = sorted(self._map.tests, key=self._map.tests.__getitem__)[:QUICK_TESTS]
        worker.check_baseline({test: self._map.tests[test] for test in quick})
        while time.monotonic() < self.deadline and not self._stopped.is_set():
            try:
                name = self._queue.get_nowait()
            except Empty:
                return
            self._check(worker, name)

    def _check(self, worker: Worker, name: str) -> None:
        mutant = self.mutants[name]
        killers = self._killers[mutant.path] | Counter({self.results.last_killer(name): sys.maxsize})
        tests = _likely_first(selection.tests_for(mutant, self._map, self.root), mutant, killers)
        race_tests = _likely_first(selection.race_tests_for(mutant, self._race_map), mutant, killers)
        result = worker.check(
            mutant,
            {test: self._map.tests[test] for test in tests},
            {test: MORE_ROUNDS * self._race_map.tests[test] for test in race_tests},
        )
        if self._stopped.is_set():
            return  # the tests were ended, not passed
        self.results.add(name, mutant, result)
        self._killers[mutant.path][result.by] += 1
        self._done += 1
        shown = result.outcome if result.outcome in DEAD else result.outcome.upper()
        many = len(tests) + len(race_tests)
        progress = f"[{self._done:>4}/{self._total}] {shown:<8} {result.seconds:6.1f} s {many:>4} tests"
        say(f"{progress}  {mutant.kind} {name}")


def _likely_first(tests: list[str], mutant: Mutant, times: Counter[str]) -> list[str]:
    """What has noticed this mutant before comes first, or others of its file, then the tests of its app."""
    app = mutant.path.removeprefix("network/").partition("/")[0]
    return sorted(tests, key=lambda test: (-times[test], not test.startswith(f"{targets.TESTS}/{app}/")))


def sqlite_tests(processes: int) -> list[str]:
    ignored = [f"--ignore={each}" for each in targets.SKIPPED_TESTS]
    parallel = ["-n", str(processes), "--dist", "worksteal"] if processes > 1 else []
    return [targets.TESTS, "-m", "not browser and not races and not long", *parallel, *ignored]


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yields a temporary folder and deletes it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="acquaint-mutants-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
