"""Many futures from one state of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    here = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(here)


def reset_sequences() -> None:
    """PostgreSQL's sequences do not roll back: let every future hand out the same keys."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
