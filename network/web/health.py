"""Health checks: `/healthz` (liveness) and `/readyz` (readiness)."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from network.common import cache, cache_outage, jobs, queue
from notifications import outbox_worker
from notifications.models import MailPause

MIN_FREE_MB = 100


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process responds."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if the database responds, the queue is processed, mail leaves, the cache answers and no disk is full; else 503, one line per problem."""
    problems = _problems()
    return HttpResponse(
        "\n".join(problems) or "ok", status=503 if problems else 200, content_type="text/plain; charset=utf-8"
    )


def _problems() -> list[str]:
    return [*_database_problems(), *_cache_problems(), *_queue_problems(), *_disk_problems()]


def _cache_problems() -> Iterator[str]:
    if cache_outage.is_failing():
        yield "Redis (CACHE_URL) does not answer or is full: signing in and forms with a limit answer 503."


def _queue_problems() -> Iterator[str]:
    if queue.is_failing():
        yield "Redis (TASKS_URL) does not answer: deliveries and e-mails wait until it does."


def _database_problems() -> Iterator[str]:
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


def _oldest_due() -> str:
    """The age of the oldest due e-mail. Only for a stalled queue: its normal pace would reveal what was delivered."""
    age = outbox_worker.oldest_due()
    return f" The oldest e-mail has been due for {age.total_seconds() // 60:.0f} minutes." if age else ""


def _disk_problems() -> Iterator[str]:
    for name, folder in _folders().items():
        if shutil.disk_usage(folder).free < MIN_FREE_MB * 1_000_000:
            yield f"Less than {MIN_FREE_MB} MB are free in {name}."
    file = _database_file()
    if file and not os.access(file, os.W_OK):
        yield "The database cannot be written to: DATABASE_URL names a file of somebody else's."


def _folders() -> dict[str, Path]:
    """The folders that this machine writes to. The disk of a database server shows by what it refuses to write."""
    folders = {
        "DATA_DIR": Path(settings.DATA_DIR),
        "the folder for temporary files": Path(tempfile.gettempdir()),
    }
    file = _database_file()
    return folders | {"the folder of the database": file.parent} if file else folders


def _database_file() -> Path | None:
    file = Path(str(connection.settings_dict["NAME"]))
    return file if connection.vendor == "sqlite" and file.exists() else None
