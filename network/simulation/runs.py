"""Runs the seeds of several towns, some at a time. Each finished seed is a file, so that a stopped run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from network.simulation.measures import Result
from network.simulation.seed import make_template, run_in_process
from network.simulation.town import Town
from network.simulation.town_json import digest

Run = Callable[[Town, int, Callable[[], bool]], Result]
"""Simulates one seed of a town, as long as the function says that its result is wanted."""


@dataclass(frozen=True)
class Store:
    """The folder of finished seeds: a file for each town and seed, found by what decides the result."""

    folder: Path

    def get(self, town: Town, seed: int) -> Result | None:
        path = self._path(town, seed)
        return json.loads(path.read_text()) if path.exists() else None

    def put(self, town: Town, seed: int, result: Result) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._path(town, seed).with_suffix(".new")
        draft.write_text(json.dumps(result, sort_keys=True))
        draft.replace(self._path(town, seed))

    def missing(self, towns: Sequence[Town], seeds: range) -> list[tuple[Town, int]]:
        """What is left to do: all towns of a seed before the next seed."""
        return [(town, seed) for seed in seeds for town in towns if not self._path(town, seed).exists()]

    def _path(self, town: Town, seed: int) -> Path:
        return self.folder / f"{digest(town)}-{seed}.json"


def run_missing(store: Store, towns: Sequence[Town], seeds: range, jobs: int, run: Run) -> Iterator[int]:
    """Run what is missing, `jobs` at a time; yields how many are left after each. Stops with the consumer."""
    left = store.missing(towns, seeds)
    stopped = Event()

    def one(town: Town, seed: int) -> None:
        store.put(town, seed, run(town, seed, lambda: not stopped.is_set()))

    with ThreadPoolExecutor(jobs) as pool:
        waiting: set[Future[None]] = set()
        queue = iter(left)
        number = len(left)
        try:
            while True:
                while len(waiting) < jobs and (task := next(queue, None)):
                    waiting.add(pool.submit(one, *task))
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for each in done:
                    each.result()
                    number -= 1
                    yield number
        finally:
            stopped.set()


def in_processes(folder: Path) -> Run:
    """A run in processes of this machine, which copy one template in this folder."""
    template = make_template(folder)
    return lambda town, seed, is_wanted: run_in_process(town, seed, template, is_wanted)
