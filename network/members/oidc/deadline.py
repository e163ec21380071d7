"""One moment at which everything ends that is read from the provider, however slowly it sends."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from socket import socket
from typing import Any, cast

from requests import Timeout
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

TOTAL_SECONDS = 10
_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


@contextmanager
def one_deadline() -> Iterator[None]:
    """All requests within end TOTAL_SECONDS after now; within another such block, when that ends."""
    token = _ends_at.set(_ends_at.get() or time.monotonic() + TOTAL_SECONDS)
    try:
        yield
    finally:
        _ends_at.reset(token)


def remaining(most: float) -> float:
    """Seconds until the end, at most `most`. Raises `Timeout` where there are none. Only within `one_deadline`."""
    seconds = cast(float, _ends_at.get()) - time.monotonic()
    if seconds <= 0:
        raise Timeout
    return min(most, seconds)


class TimedReader(io.RawIOBase):
    """Reads a socket; each read waits for what remains, so that one byte at a time does not prolong it."""

    def __init__(self, raw: io.RawIOBase, sock: socket) -> None:
        self.raw, self.sock, self.most = raw, sock, sock.gettimeout() or TOTAL_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self.sock.settimeout(remaining(self.most))
        return cast("int | None", self.raw.readinto(buffer))

    def close(self) -> None:
        self.raw.close()
        super().close()


class TimedResponse(HTTPResponse):
    """Status line, headers and body are read by a `TimedReader`."""

    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(TimedReader(self.fp.detach(), sock))


class TimedConnection(HTTPConnection):
    response_class = TimedResponse


class TimedSecureConnection(HTTPSConnection):
    response_class = TimedResponse


class TimedPool(HTTPConnectionPool):
    ConnectionCls = TimedConnection


class TimedSecurePool(HTTPSConnectionPool):
    ConnectionCls = TimedSecureConnection


class TimedAdapter(HTTPAdapter):
    """Connects `requests` through the classes above, by a proxy too."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _use_timed_pools(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> PoolManager:
        return _use_timed_pools(super().proxy_manager_for(*args, **kwargs))


def _use_timed_pools(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {"http": TimedPool, "https": TimedSecurePool}
    return manager
