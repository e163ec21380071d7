"""A whole run of `manage.py town`: which towns, which seeds, where; then the report."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from network.simulation import queued_runs, report, runs, town_file, variants
from network.simulation.town import Town

Show = Callable[[int, int], None]
"""Told how many seeds are done, of how many."""


@dataclass(frozen=True)
class Order:
    """What was asked for. `jobs` 0 lets the workers of the site do it; `sweep` is a number and its values."""

    file: str
    seeds: int
    jobs: int
    out: Path
    compare: str = ""
    sweep: Sequence[str] = ()
    language: str = ""

    def variants(self) -> list[variants.Variant]:
        """Raises `TomlFileError` and `InvalidNumber`."""
        town = town_file.read(town_file.find(self.file))
        if self.sweep:
            return variants.swept(town, self.sweep[0], self.sweep[1:])
        return variants.compared(town, town_file.read(town_file.find(self.compare)) if self.compare else None)


def run(order: Order, show: Show) -> Path:
    """Run the seeds that are missing and write the report, whose path is returned. What is finished stays after an error.

    Raises `TomlFileError`, `InvalidNumber` and `SimulationFailed`.
    """
    chosen = order.variants()
    seeds = range(1, order.seeds + 1)
    store = runs.Store(order.out / "seeds")
    _run_missing(store, [each.town for each in chosen], seeds, order.jobs, show)
    results = [[store.get(each.town, seed) or {} for seed in seeds] for each in chosen]
    with translation.override(order.language or translation.get_language()):
        report.write(order.out, chosen, results)
    return order.out / "report.html"


def _run_missing(store: runs.Store, towns: Sequence[Town], seeds: range, jobs: int, show: Show) -> None:
    total = len(towns) * len(seeds)
    left = len(store.missing(towns, seeds))
    show(total - left, total)
    if left:
        with tempfile.TemporaryDirectory(prefix="acquaint-town-") as folder:
            for left in _steps(store, towns, seeds, jobs, Path(folder)):
                show(total - left, total)


def _steps(store: runs.Store, towns: Sequence[Town], seeds: range, jobs: int, folder: Path) -> Iterator[int]:
    if jobs:
        return runs.run_missing(store, towns, seeds, jobs, runs.in_processes(folder))
    return queued_runs.run_missing(store, towns, seeds)
