"""The cache that all web processes share. Limits are counted in it, so it must neither lose nor show anything."""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils.crypto import salted_hmac

UPSERT = """
INSERT INTO {table} (value, expires, cache_key) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"""
WRITES = {
    "set": UPSERT,
    "add": UPSERT + " WHERE {table}.expires < %s",
    "touch": "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires >= %s",
}
FOREVER = datetime.max.replace(tzinfo=UTC)
DELETE_EXPIRED = "DELETE FROM {table} WHERE expires < %s"


def hash_key(key: str, prefix: str, version: int) -> str:
    """What stands in the cache instead of a key, which may hold an address or where somebody comes from."""
    return salted_hmac("network.common.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class ExactDatabaseCache(DatabaseCache):
    """Django's table of the cache, exact: each write is one statement, and what has not run out stays.

    Django's own counts all rows at every write, throws out live ones beyond a few hundred, and lets two take a lock
    that has run out. Its time is the machine's.
    """

    _table: str

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Whether it wrote: `add` where nothing live stands, `touch` where something does."""
        until = self.get_backend_timeout(timeout)
        expires = self._time(FOREVER if until is None else datetime.fromtimestamp(until, UTC))
        values = {
            "set": [_packed(value), expires, key],
            "add": [_packed(value), expires, key, self._now()],
            "touch": [expires, key, self._now()],
        }
        return self._execute(WRITES[mode], values[mode]) == 1

    def delete_expired(self) -> int:
        """Rows that nobody has asked for again. Returns how many."""
        return self._execute(DELETE_EXPIRED, [self._now()])

    def _now(self) -> Any:
        return self._time(datetime.now(UTC))

    def _time(self, moment: datetime) -> Any:
        return self._connection.ops.adapt_datetimefield_value(moment)

    @property
    def _connection(self) -> Any:
        return connections[router.db_for_write(self.cache_model_class)]

    def _execute(self, sql: str, values: list[Any]) -> int:
        table = self._connection.ops.quote_name(self._table)
        with self._connection.cursor() as cursor:
            cursor.execute(sql.format(table=table), values)
            return int(cursor.rowcount)


def _packed(value: Any) -> str:
    return base64.b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)).decode()


def prune() -> None:
    """Delete the expired rows of the cache where it is a table; other caches do that by themselves."""
    if isinstance(cache := caches["default"], ExactDatabaseCache):
        cache.delete_expired()
