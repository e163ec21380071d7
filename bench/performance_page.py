"""Writes docs/performance.md and its plot from the results."""

from __future__ import annotations

from pathlib import Path

from bench.figures import BOTH, FIGURES
from bench.plot import Curves, svg
from bench.production import ROOT
from bench.results import Results
from bench.run import QUICK_ROUNDS, ROUNDS, SLICE
from bench.table import lines_of

PAGE, PLOT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
ENGINE_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
INTRODUCTION = f"""# Performance

This page is written by `python -m bench --write-docs` from what `python -m bench` has measured. It checks no limits: the
goals are beside the figures.

A figure without a unit is a ratio that was taken in one run, because absolute times say nothing on a small machine that
others use too. All variants are alive and warm in one process and take turns, {SLICE} requests or transactions at a time in
most figures; the figure is the median of the ratios of {ROUNDS} rounds ({QUICK_ROUNDS} with `--quick`, fewer where they take
long). “A, against B” is the cost of B divided by that of A: 1 is as fast, 0.5 takes twice as long. “A, as a multiple of B”
is the cost of A divided by that of B, and so is growth from one size to another. Cost is CPU time of the process; with
PostgreSQL, which works in processes of its own, it is wall time where the database does the work, and the last column has
other ratios by wall time too.

The application runs with the settings of a site in production (https, no `DEBUG`, cached templates, hashed static files) and
is called as a WSGI server calls it, in the process that measures, without a network.

- An **empty page** is the base page for a signed-in member, without a query of its own.
- **Raw** is the same work as hand-written SQL through the driver.
- The **floor** of a page is raw SQL and joined strings behind the same middleware, for the same bytes.
- **django-friendship** runs in an environment of its own (`bench/requirements.txt`), on a database of the same engine with the
  same options.
- **E-mails** (P9, P19) are measured while processes of the lowest priority keep the cores from sleeping: what it costs a virtual
  machine to wake one is counted as CPU time of whoever has waited for an answer.
- **Memory of a web worker** (P15) is that of one of cores + 1 processes, each of which has loaded the application: its own and
  its share of what several of them have, such as the code of libraries (PSS of Linux). What it has in all stands beside it.
  gunicorn loads the application once for all, so that a deployment needs less (docs/scaling.md).

`--only P2,P5` and `--engine sqlite` select, `--quick` has fewer rounds, `--large` adds a network of a million members. What
was measured on the same commit is not measured again.
"""


def write(results: Results, page: Path = PAGE, plot: Path = PLOT) -> None:
    """Write both files. Figures that were not measured are left out."""
    curves = read_curves(results)
    if curves:
        plot.write_text(svg(curves))
    page.write_text("\n".join([INTRODUCTION, *_sections(results), *(_growth(plot) if curves else [])]) + "\n")


def read_curves(results: Results) -> Curves:
    """The rows that have a growth, by name and engine."""
    return {
        f"{entry.figure} {row['name']}, {ENGINE_NAMES[entry.engine]}": {
            int(size): value for size, value in row["growth"].items()
        }
        for entry in sorted(results.entries, key=lambda entry: list(FIGURES).index(entry.figure))
        for row in entry.rows
        if row["growth"]
    }


def _sections(results: Results) -> list[str]:
    lines = []
    for figure in FIGURES.values():
        rows = list(lines_of(results, figure.id))
        if rows:
            lines += [
                f"## {figure.id}. {figure.title}",
                "",
                "| | goal | SQLite | PostgreSQL | by wall time |",
            ]
            lines += ["|---|---|---|---|---|"]
            lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows]
            lines += ["", *_notes(results, figure.id), _origin(results, figure.id), ""]
    return lines


def _notes(results: Results, figure_id: str) -> list[str]:
    """What is to know about the rows, each once; with the name of the row if it is about one alone."""
    names: dict[str, set[str]] = {}
    for entry in (results.find(figure_id, engine) for engine in BOTH):
        for row in entry.rows if entry else []:
            if row["note"] and row["value"] is not None:
                names.setdefault(row["note"], set()).add(row["name"])
    lines = [f"- {min(rows)}: {note}" if len(rows) == 1 else f"- {note}" for note, rows in names.items()]
    return [*lines, ""] if lines else []


def _origin(results: Results, figure_id: str) -> str:
    """When and on which commit a figure was measured, and whether quickly."""
    entries = [entry for engine in BOTH if (entry := results.find(figure_id, engine))]
    texts = [
        f"{ENGINE_NAMES[entry.engine]} {entry.measured_on} on {entry.commit}{' (quick)' if entry.quick else ''}"
        for entry in entries
    ]
    return f"Measured: {', '.join(texts)}."


def _growth(plot: Path) -> list[str]:
    return ["## Growth", "", f"![Cost over the number of members]({plot.name})"]
