"""The process that measures one figure on one engine: `python -m bench.child ID ENGINE RESULT [--quick] [--large]`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bench import redis_server
from bench.figures import FIGURES
from bench.production import LOG


def main(figure_id: str, engine: str, result: str, *options: str) -> None:
    """Measure, and write the rows as JSON into the file `result`. What the site logs goes into a file."""
    figure, progress = FIGURES[figure_id], os.fdopen(os.dup(2), "w", buffering=1)
    sys.stderr = (Path(os.environ["DATA_DIR"]) / LOG).open("a")
    redis_url = None
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=os.environ["DATA_DIR"])))
        if figure.redis:
            redis_url = stack.enter_context(redis_server.running(folder))
            os.environ.update({"BENCH_REDIS_URL": redis_url} if redis_url else {})
        import django  # noqa: PLC0415  after the environment is complete; models after `setup`

        django.setup(set_prefix=False)
        from bench.databases import Databases  # noqa: PLC0415
        from bench.run import Run  # noqa: PLC0415

        def report(text: str) -> None:
            progress.write(f"{figure_id} {engine}: {text}\n")

        databases = Databases(folder, report)
        run = Run(engine, "--quick" in options, "--large" in options, databases, report, redis_url)
        rows = figure.measure(run)
    Path(result).write_text(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])
