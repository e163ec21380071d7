"""Refuses a database whose addresses are hashed under another HASH_KEY: opt-outs and bounces would be forgotten.

`migrate` writes the row that recognises the key. Every process compares it at its first connection to the database.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from network.common.migrations import IncompatibleDatabase
from network.members.models import HashKeyCheck
from network.members.models.hash_key_check import current_digest

_accepting: ContextVar[bool] = ContextVar("accepting_another_hash_key", default=False)


class OtherHashKey(IncompatibleDatabase):
    """The message is one sentence that names the setting and the way out."""


def check(connection: BaseDatabaseWrapper) -> None:
    """Compare HASH_KEY with the row of the database. Raises `OtherHashKey`; without a row there is nothing to compare."""
    digest = None if _accepting.get() else _stored_digest(connection)
    if digest is not None and not HashKeyCheck.recognises(digest):
        raise OtherHashKey(
            "HASH_KEY (by default the SECRET_KEY) is not the one of this database, so opt-outs and bounced addresses "
            "would be forgotten: set the earlier HASH_KEY, or give them up with manage.py hash_key accept."
        )


def write(using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: write the row, once. Simultaneous calls write one row."""
    if HashKeyCheck._meta.db_table in connections[using].introspection.table_names():
        HashKeyCheck.objects.using(using).get_or_create(
            pk=HashKeyCheck.ONLY, defaults={"digest": current_digest()}
        )


def accept() -> None:
    """Take the current HASH_KEY as that of the database from now on."""
    token = _accepting.set(True)
    try:
        HashKeyCheck.objects.update_or_create(pk=HashKeyCheck.ONLY, defaults={"digest": current_digest()})
    finally:
        _accepting.reset(token)


def _stored_digest(connection: BaseDatabaseWrapper) -> str | None:
    table = HashKeyCheck._meta.db_table
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT digest FROM {table} WHERE id = %s", [HashKeyCheck.ONLY])  # noqa: S608
            row = cursor.fetchone()
    except DatabaseError:
        if table in connection.introspection.table_names():
            raise
        return None
    return str(row[0]) if row else None
