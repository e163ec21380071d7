"""Plays stories without leaving a trace."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import override_settings

from network import clock


@contextmanager
def dry_run() -> Iterator[None]:
    """What is done inside leaves no trace: one transaction that is rolled back, a clock of its own, captured e-mail."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clock"
        file.write_text(str(clock.offset().total_seconds()))
        own = override_settings(
            CLOCK_FILE=file,
            EMAIL_BACKEND="notifications.backends.CapturingEmailBackend",
            MAIL_SPREAD_SECONDS=0,
            CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        )
        with own, database_copy(connection, Path(folder)), transaction.atomic():
            cache.clear()
            try:
                yield
            finally:
                transaction.set_rollback(True)


@contextmanager
def database_copy(database: Any, folder: Path) -> Iterator[None]:
    """Use a copy of a SQLite file: a transaction on the file itself would lock out every other process of the demo."""
    if database.vendor != "sqlite" or database.in_atomic_block or database.is_in_memory_db():
        yield
        return
    original, copy = database.settings_dict["NAME"], folder / "copy.sqlite3"
    database.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        database.connection.backup(target)
    try:
        _use(database, str(copy))
        yield
    finally:
        _use(database, original)


def _use(database: Any, name: str) -> None:
    database.close()
    database.settings_dict["NAME"] = name
