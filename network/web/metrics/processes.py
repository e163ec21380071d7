"""Which of the web processes this one is: each counts into files of its own, in one folder, and `/metrics` adds them up.

A process that replaces another takes over its number, and with it its files. So counts never fall, and there are no more files
than processes, however often gunicorn replaces one. Read by deploy/gunicorn.conf.py, before Django is set up.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from itertools import count

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""By which prometheus-client knows the folder. Without it, one process counts in its memory."""

_number: int | None = None


def make_folder() -> None:
    """An empty folder for the processes of this gunicorn. A reload, which reads the configuration anew, keeps it.

    The next gunicorn, to which an upgrade without a pause hands the environment, makes its own.
    """
    prefix = f"acquaint-metrics-{os.getpid()}-"
    if prefix not in os.environ.get(VARIABLE, ""):
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix=prefix)


def are_many() -> bool:
    """Whether several processes count, into a folder."""
    return VARIABLE in os.environ


def remove_folder() -> None:
    shutil.rmtree(os.environ[VARIABLE], ignore_errors=True)


def lowest_free(taken: Iterable[int]) -> int:
    """The number of a new process beside those that run."""
    used = set(taken)
    return next(number for number in count() if number not in used)


def begin(number: int) -> None:
    """From now on this process counts under this number."""
    global _number
    _number = number


def identifier() -> str:
    """Of this process, in the names of its files. The one that loads the application before the others are forked has none."""
    return "parent" if _number is None else str(_number)
