"""Averages of lists over seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from statistics import fmean
from typing import Any

from network.simulation.measures import Result


def average(lists: Iterable[Sequence[float]]) -> list[float]:
    """The mean of each place; a shorter list has zeros at its end."""
    return [fmean(numbers) for numbers in zip_longest(*lists, fillvalue=0.0)]


def average_of(results: Sequence[Result], *path: str) -> list[float]:
    """The mean over the seeds of the list at this path of a result."""
    return average([_at(each, path) for each in results])


def mean_of(results: Sequence[Result], *path: str) -> float:
    """The mean over the seeds of the number at this path of a result."""
    return fmean(_at(each, path) for each in results)


def _at(result: Result, path: Sequence[str]) -> Any:
    value: Any = result
    for name in path:
        value = value[name]
    return value
