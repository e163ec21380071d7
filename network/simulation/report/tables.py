"""The numbers of every seed as CSV files, one row for each number."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from network.simulation.headlines import HEADLINES
from network.simulation.intervals import paired
from network.simulation.measures import Result
from network.simulation.report.comparison import values
from network.simulation.variants import Variant

Rows = Iterator[list[Any]]
NESTED = {
    "weekly": ("what", "week"), "mails": ("kind", "week"), "brought": ("what", "sent_before"),
    "undelivered": ("cause", "of"), "allowance": ("kind", "what"), "network": ("what", "place"),
}  # fmt: skip
"""Measures that are lists or tables by name, with the names of their two columns."""


def write(folder: Path, variants: Sequence[Variant], results: Sequence[Sequence[Result]]) -> None:
    for measure, columns in NESTED.items():
        _write(folder / f"{measure}.csv", columns, _rows(variants, results, measure))
    _write(folder / "days_to_acceptance.csv", ("days",), _rows(variants, results, "days_to_acceptance"))
    _write(folder / "headline.csv", ("what",), _rows(variants, results, "headline"))
    _write(folder / "restricted.csv", ("kind", "spammer"), _restricted(variants, results), "day")
    if len(variants) > 1:
        _write(
            folder / "differences.csv",
            ("what", "low", "high"),
            _differences(variants, results),
            "mean",
            ("town",),
        )


def _write(
    path: Path,
    columns: Sequence[str],
    rows: Rows,
    number: str = "number",
    keys: Sequence[str] = ("town", "seed"),
) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([[*keys, *columns, number], *rows])


def _rows(variants: Sequence[Variant], results: Sequence[Sequence[Result]], measure: str) -> Rows:
    for variant, of_variant in zip(variants, results, strict=True):
        for seed, result in enumerate(of_variant, 1):
            for path, number in _leaves(result[measure]):
                yield [variant.label, seed, *_padded(path, measure), number]


def _padded(path: list[Any], measure: str) -> list[Any]:
    """A number that stands by itself has no second name."""
    return path + [""] * (len(NESTED.get(measure, path)) - len(path))


def _leaves(value: Any) -> Iterator[tuple[list[Any], Any]]:
    """Each number with the names and places that lead to it."""
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            for path, number in _leaves(inner):
                yield [name, *path], number
    else:
        yield [], value


def _restricted(variants: Sequence[Variant], results: Sequence[Sequence[Result]]) -> Rows:
    for variant, of_variant in zip(variants, results, strict=True):
        for seed, result in enumerate(of_variant, 1):
            for each in result["restricted"]:
                yield [variant.label, seed, each["kind"], each["spammer"], each["day"]]


def _differences(variants: Sequence[Variant], results: Sequence[Sequence[Result]]) -> Rows:
    for variant, of_variant in zip(variants[1:], results[1:], strict=True):
        for headline in HEADLINES:
            found = paired(values(results[0], headline), values(of_variant, headline))
            yield [
                variant.label,
                headline.name,
                *(round(each, 4) for each in (found.low, found.high, found.mean)),
            ]
