"""`python -m bench` measures the figures of docs/performance.md and prints them. It checks no limits."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from environment import SetupError  # of bin/, as bin/postgres.py imports it

from bench import performance_page, results, table
from bench.figures import BOTH, FIGURES
from bench.production import CACHE, LOG, ROOT, variables
from bench.results import Entry, Results
from bin import postgres


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["pages"]:
        from bench import page_table  # noqa: PLC0415  (needs a browser)

        return page_table.main()
    options = parser().parse_args(arguments)
    stored = Results()
    if options.write_docs:
        return performance_page.write(stored)
    commit = results.current_commit()
    for engine in options.engine or BOTH:
        wanted = [
            entry
            for entry in plan(engine, commit, options.only, options.quick, options.large)
            if options.again or not stored.is_done(entry)
        ]
        if wanted:
            measure(engine, wanted, stored)
    print(table.format_table(stored))
    return None


def parser() -> argparse.ArgumentParser:
    command = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    command.add_argument("--only", type=figure_ids, default=list(FIGURES), help="for example P2,P5")
    command.add_argument("--engine", action="append", choices=BOTH, help="one engine; both by default")
    command.add_argument("--quick", action="store_true", help="fewer rounds, and networks of 10,000 at most")
    command.add_argument("--large", action="store_true", help="networks of a million, too (hours)")
    command.add_argument("--again", action="store_true", help="also what was measured on this commit")
    command.add_argument(
        "--write-docs", action="store_true", help="write docs/performance.md from the results"
    )
    command.epilog = "`python -m bench pages` measures size and paint time of the demo's pages in a browser."
    return command


def figure_ids(text: str) -> list[str]:
    """The ids in a list with commas. Raises `ArgumentTypeError` for one that does not exist."""
    ids = [name.strip().upper() for name in text.split(",")]
    if unknown := [name for name in ids if name not in FIGURES]:
        raise argparse.ArgumentTypeError(f"no figure {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    return ids


def plan(engine: str, commit: str, only: list[str], quick: bool, large: bool) -> list[Entry]:
    """An empty entry for each figure that is measured on this engine, in the order of `FIGURES`."""
    today = datetime.now(UTC).date().isoformat()
    return [
        Entry(figure.id, engine, commit, quick, large, today)
        for figure in FIGURES.values()
        if figure.id in only and engine in figure.engines
    ]


def measure(engine: str, entries: list[Entry], stored: Results) -> None:
    """Measure each in a process of its own. One that fails is reported, and the others go on."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, database_url(engine, Path(folder)) as url:
        environ = variables(Path(folder), url)
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(collect, env=environ, cwd=ROOT, check=True)
        for entry in entries:
            report(f"{entry.figure} {engine}: begins")
            if measure_one(entry, environ, Path(folder)):
                stored.store(entry)


def measure_one(entry: Entry, environ: dict[str, str], folder: Path) -> bool:
    """Fill the rows of the entry. False, with the end of the log on stderr, where the process fails."""
    file = folder / "rows.json"
    options = ["--quick"] * entry.quick + ["--large"] * entry.large
    command = [sys.executable, "-m", "bench.child", entry.figure, entry.engine, str(file), *options]
    if subprocess.run(command, env=environ, cwd=ROOT).returncode:
        report(f"{entry.figure} {entry.engine}: failed\n{(folder / LOG).read_text()[-2000:]}")
        return False
    entry.rows = json.loads(file.read_text())
    return True


@contextmanager
def database_url(engine: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of this engine, which is deleted afterwards."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/empty.sqlite3"
        return
    with postgres.running() as url:
        yield url


def report(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SetupError as problem:
        sys.exit(f"python -m bench: {problem}")
