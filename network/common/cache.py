"""The shared cache of all web processes. Rate limits are counted in it, so it must not lose rows or reveal keys."""

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
    """The cache's KEY_FUNCTION: a keyed hash, because keys may contain e-mail or IP addresses."""
    return salted_hmac("network.common.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class ExactDatabaseCache(DatabaseCache):
    """Django's database cache with atomic writes: each write is one statement, and only expired rows are deleted.

    Django's own backend counts all rows at every write, culls rows that have not expired, and lets two processes `add`
    the same expired key. It uses real time.
    """

    _table: str

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Write a row and return whether it was written: `add` needs an expired or absent row, `touch` a live one."""
        timestamp = self.get_backend_timeout(timeout)
        expires = self._time(FOREVER if timestamp is None else datetime.fromtimestamp(timestamp, UTC))
        values = {
            "set": [_serialize(value), expires, key],
            "add": [_serialize(value), expires, key, self._now()],
            "touch": [expires, key, self._now()],
        }
        return self._execute(WRITES[mode], values[mode]) == 1

    def delete_expired(self) -> int:
        """Delete expired rows and return their number."""
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


def database_cache() -> ExactDatabaseCache:
    """The table of the database cache, which is there whatever CACHE_URL names."""
    return ExactDatabaseCache("django_cache", {"KEY_FUNCTION": "network.common.cache.hash_key"})


def _serialize(value: Any) -> str:
    return base64.b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)).decode()


def prune() -> None:
    """Delete the expired rows of a database cache; other caches expire entries themselves."""
    if isinstance(cache := caches["default"], ExactDatabaseCache):
        cache.delete_expired()
