"""Further processes of the project on one database: `Workers` makes them call a function, all at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from bench.production import ROOT


class Workers:
    """Processes that call functions of modules with arguments that JSON can hold."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self.processes = processes

    def call(self, function: Callable[..., Any], arguments: Sequence[Sequence[Any]]) -> list[Any]:
        """One call in each process, with its own arguments; the results in their order."""
        name = [function.__module__, function.__name__]
        chosen = self.processes[: len(arguments)]
        for process, each in zip(chosen, arguments, strict=True):
            process.stdin.write(json.dumps([*name, each]) + "\n")
            process.stdin.flush()
        return [json.loads(process.stdout.readline()) for process in chosen]


@contextmanager
def running(number: int, path: str) -> Iterator[Workers]:
    """Start so many on the database that `Databases.path` names, and end them."""
    command = [sys.executable, "-m", "bench.worker", path]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": sys.stderr, "text": True}
    processes = [subprocess.Popen(command, cwd=ROOT, **pipes) for _number in range(number)]
    try:
        yield Workers(processes)
    finally:
        for process in processes:
            process.stdin.close()
            process.wait()


def main(path: str) -> None:
    """Serve calls until standard input ends."""
    import django  # noqa: PLC0415  only in the process that serves; models after `setup`

    django.setup(set_prefix=False)
    from django.db import connections  # noqa: PLC0415

    from bench.databases import open_connection  # noqa: PLC0415

    connections["default"] = open_connection(path)
    for line in sys.stdin:
        module, name, arguments = json.loads(line)
        result = getattr(import_module(module), name)(*arguments)
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
