"""What must work while the site runs: each check yields a sentence for a problem. Cheap enough for every `/readyz`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils import translation

from network.common import cache, cache_outage, jobs, queue
from notifications import outbox_worker
from notifications.models import MailPause

MIN_FREE_MB = 100


def database() -> Iterator[str]:
    """The database answers, the queue is processed, mail leaves, and the database can be written to."""
    try:
        if jobs.queue_is_stalled():
            yield (
                "Nothing has worked off the queue for five minutes: "
                f"run manage.py worker, or manage.py tick --drain.{_oldest_due()}"
            )
        with translation.override("en"):
            yield from [outage.sentence for outage in MailPause.objects.outages().lasting()]
    except Error:
        yield "The database does not answer."
        return
    try:
        cache.database_cache().set("readyz", True, timeout=60)
    except Error:
        yield "The database cannot be written to: its disk may be full."


def shared_cache() -> Iterator[str]:
    if cache_outage.is_failing():
        yield "Redis (CACHE_URL) does not answer or is full: signing in and forms with a limit answer 503."


def broker() -> Iterator[str]:
    if queue.is_failing():
        yield "Redis (TASKS_URL) does not answer: deliveries and e-mails wait until it does."


def disks() -> Iterator[str]:
    for name, folder in folders().items():
        if shutil.disk_usage(folder).free < MIN_FREE_MB * 1_000_000:
            yield f"Less than {MIN_FREE_MB} MB are free in {name}."
    file = database_file()
    if file and not os.access(file, os.W_OK):
        yield "The database cannot be written to: DATABASE_URL names a file of somebody else's."


CHECKS: list[Callable[[], Iterator[str]]] = [database, shared_cache, broker, disks]


def folders() -> dict[str, Path]:
    """The folders that this machine writes to. The disk of a database server shows by what it refuses to write."""
    found = {
        "DATA_DIR": Path(settings.DATA_DIR),
        "the folder for temporary files": Path(tempfile.gettempdir()),
    }
    file = database_file()
    return found | {"the folder of the database": file.parent} if file else found


def database_file() -> Path | None:
    """The file of a SQLite database."""
    file = Path(str(connection.settings_dict["NAME"]))
    return file if connection.vendor == "sqlite" and file.exists() else None


def _oldest_due() -> str:
    """The age of the oldest due e-mail. Only for a stalled queue: its normal pace would reveal what was delivered."""
    age = outbox_worker.oldest_due()
    return f" The oldest e-mail has been due for {age.total_seconds() // 60:.0f} minutes." if age else ""
