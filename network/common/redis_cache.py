"""Redis as the shared cache, without which the site goes on: what cannot be read is missing, what must count is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, cast

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import OutOfMemoryError, RedisError
from redis.retry import Retry

from network.common.cache import database_cache
from network.common.cache_outage import CacheFull, CacheUnavailable

log = logging.getLogger(__name__)
TIMEOUT = 1
"""Seconds after which a Redis that does not answer is given up."""
PAUSE = 2
"""Seconds for which a process does not ask again after a failure."""
LOST_WRITES = "redis.lost_writes"


class TolerantClient(RedisCacheClient):
    """Reads miss and writes are dropped while Redis fails; `add`, `incr` and `clear` raise `CacheUnavailable`.

    Locks and counts use `add` and `incr`: a limit that cannot count refuses. A dropped write or deletion leaves an old
    entry behind, for example a session that was ended. So the cache is emptied before it is used again: by the process
    that dropped it, or by `tick`, for which a note stands in the database. A Redis that is full is not emptied: that
    would forget all counts. Instead of a new value it loses the old one.
    """

    retry_at = 0.0
    lost_write = False

    def get(self, key: Any, default: Any = None, **named: Any) -> Any:
        return self._try(super().get, key, default, otherwise=default)

    def get_many(self, *values: Any, **named: Any) -> Any:
        return self._try(super().get_many, *values, otherwise={})

    def has_key(self, *values: Any, **named: Any) -> Any:
        return self._try(super().has_key, *values, otherwise=False)

    def set(self, key: Any, *values: Any, **named: Any) -> Any:
        try:
            return self._try(super().set, key, *values, write=True)
        except CacheFull:
            return self.delete(key)

    def set_many(self, data: Any, *values: Any, **named: Any) -> Any:
        try:
            return self._try(super().set_many, data, *values, write=True)
        except CacheFull:
            return self.delete_many(list(data))

    def touch(self, *values: Any, **named: Any) -> Any:
        return self._try(super().touch, *values, write=True, otherwise=False)

    def delete(self, *values: Any, **named: Any) -> Any:
        return self._try(super().delete, *values, write=True, otherwise=False)

    def delete_many(self, *values: Any, **named: Any) -> Any:
        return self._try(super().delete_many, *values, write=True)

    def add(self, *values: Any, **named: Any) -> Any:
        return self._require(super().add, *values)

    def incr(self, *values: Any, **named: Any) -> Any:
        return self._require(super().incr, *values)

    def clear(self) -> Any:
        return self._require(super().clear)

    def probe(self) -> bool:
        """Whether Redis takes a value now, however short ago it failed."""
        TolerantClient.retry_at = 0.0
        try:
            self._require(super().set, "probe", 1, 60)
        except CacheUnavailable:
            return False
        return True

    def empty_after_lost_writes(self) -> None:
        """Empty the cache if any process has dropped a write. Raises `CacheUnavailable`."""
        if TolerantClient.lost_write or database_cache().get(LOST_WRITES):
            TolerantClient.lost_write = True
            self._require(lambda: None)

    def _try(
        self, operation: Callable[..., Any], *values: Any, otherwise: Any = None, write: bool = False
    ) -> Any:
        try:
            return self._require(operation, *values)
        except CacheFull:
            raise
        except CacheUnavailable:
            if write and not TolerantClient.lost_write:
                TolerantClient.lost_write = True
                database_cache().set(LOST_WRITES, True, None)
            return otherwise

    def _require(self, operation: Callable[..., Any], *values: Any) -> Any:
        if monotonic() < TolerantClient.retry_at:
            raise CacheUnavailable
        try:
            if TolerantClient.lost_write:
                super().clear()
                TolerantClient.lost_write = False
                database_cache().delete(LOST_WRITES)
            return operation(*values)
        except OutOfMemoryError:
            log.warning("Redis is full.")
            raise CacheFull from None
        except (RedisError, OSError) as error:
            TolerantClient.retry_at = monotonic() + PAUSE
            log.warning("Redis fails: %s", type(error).__name__)
            raise CacheUnavailable from None


class TolerantRedisCache(RedisCache):
    """Django's Redis cache with `TolerantClient`."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        defaults = {"socket_timeout": TIMEOUT, "retry": Retry(NoBackoff(), 1)}
        super().__init__(server, params | {"OPTIONS": defaults | params.get("OPTIONS", {})})
        self._class = TolerantClient

    def probe(self) -> bool:
        return self._client.probe()

    def empty_after_lost_writes(self) -> None:
        self._client.empty_after_lost_writes()

    @property
    def _client(self) -> TolerantClient:
        return cast(TolerantClient, self._cache)
