"""The results as a table in the terminal, one line for each row and both engines beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.figures import BOTH, FIGURES
from bench.results import Results

HEADINGS = ("goal", "SQLite", "PostgreSQL", "by wall time")
NOTHING = "–"


def lines_of(results: Results, figure_id: str) -> Iterator[tuple[str, list[str]]]:
    """Name and cells (goal, SQLite, PostgreSQL, PostgreSQL by wall time) of each row of a figure, in its order."""
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for engine in BOTH:
        entry = results.find(figure_id, engine)
        for row in entry.rows if entry else []:
            rows.setdefault(row["name"], {})[engine] = row
    for name, by_engine in rows.items():
        any_row = next(iter(by_engine.values()))
        sqlite, postgresql = by_engine.get("sqlite"), by_engine.get("postgresql")
        yield (
            name,
            [
                any_row["goal"] or NOTHING,
                value_text(sqlite),
                value_text(postgresql),
                number(postgresql["wall"]) if postgresql else NOTHING,
            ],
        )


def value_text(row: dict[str, Any] | None) -> str:
    """A figure with its unit; the note of one that was not measured."""
    if row is None:
        return NOTHING
    if row["value"] is None:
        return row["note"] or NOTHING
    return f"{number(row['value'])} {row['unit']}".strip()


def number(value: float | None) -> str:
    """Two digits behind the point, fewer where the number is large."""
    if value is None:
        return NOTHING
    if (float(value).is_integer() and abs(value) >= 1) or value == 0:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.1f}"


def format_table(results: Results) -> str:
    widths = (15, 20, 20, 14)
    heads = "".join(f"{head:>{width}}" for head, width in zip(HEADINGS, widths, strict=True))
    lines = [f"{'':<66}{heads}"]
    for figure in FIGURES.values():
        rows = list(lines_of(results, figure.id))
        lines += [f"{figure.id:<4} {figure.title}"] if rows else []
        for name, cells in rows:
            texts = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
            lines.append(f"     {name:<61}{texts}")
    return "\n".join(lines)
