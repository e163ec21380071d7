"""What keeps the house from working, one sentence for each fault. On a good day it says nothing at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from notifications import worker

ROOM = 100  # MB that must be free for data and files


def faults() -> list[str]:
    return [*_of_the_database(), *_of_the_disk()]


def _of_the_database() -> Iterator[str]:
    try:
        if worker.stands_still():
            yield (
                "Nothing has worked off the queue for five minutes: "
                f"run manage.py db_worker, or manage.py tick --drain.{_oldest()}"
            )
    except Error:
        yield "The database does not answer."


def _oldest() -> str:
    """Said only where nobody works: how the queue moves from second to second would tell what was delivered."""
    waited = worker.oldest_due()
    return (
        f" The oldest e-mail has been due for {waited.total_seconds() // 60:.0f} minutes." if waited else ""
    )


def _of_the_disk() -> Iterator[str]:
    if shutil.disk_usage(settings.DATA_DIR).free < ROOM * 1_000_000:
        yield f"Less than {ROOM} MB are free in DATA_DIR."
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and file.exists() and not os.access(file, os.W_OK):
        yield "The database cannot be written to: DATABASE_URL names a file of somebody else's."
