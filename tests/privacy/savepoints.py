"""Runs tests of alternatives on the same state of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import AutoField, Max, Model


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo all changes of the database at the end of the block."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


SEQUENCE_GAP = 10_000_000


def reset_sequences() -> None:
    """Let every alternative assign the same keys; those of each table are far from those of others, so that none are equal."""
    with connection.cursor() as cursor:
        for number, model in enumerate(apps.get_models(include_auto_created=True), start=1):
            if isinstance(model._meta.pk, AutoField):
                newest = model._base_manager.aggregate(Max("pk"))["pk__max"] or 0
                set_sequence(cursor, model, max(newest, number * SEQUENCE_GAP))


def set_sequence(cursor: CursorWrapper, model: type[Model], newest: int) -> None:
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, newest])
    else:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, newest])
