"""Waiting inside a request for something that another process does, by two requests at a time at most."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import select
from time import monotonic, sleep
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

MAX_WAIT = 10
"""Seconds."""
INTERVAL = 0.2
PLACES = ("demo.waiting.1", "demo.waiting.2")
"""Keys of the shared cache, so that they count for all processes."""

T = TypeVar("T")


class TooManyWaiting(Exception):
    """All places are taken."""


def wait_until(read: Callable[[], T], seconds: int, is_over: Callable[[], bool]) -> T:
    """Call `read` until what it returns is true, `is_over`, or the time is over, and return the last result.

    Raises `TooManyWaiting`. Between two readings no database connection is held.
    """
    result = read()
    if result or not seconds:
        return result
    deadline = monotonic() + seconds
    with _place():
        while not result and monotonic() < deadline and not is_over():
            if not connection.in_atomic_block:  # as it is in tests
                connection.close()
            sleep(INTERVAL)
            result = read()
    return result


def has_hung_up(request: HttpRequest) -> bool:
    """Whether the client has closed the connection; False too where the web server does not hand it over.

    gunicorn does. Behind a proxy it is the proxy that closes it, once its own client has.
    """
    client = request.META.get("gunicorn.socket")
    return client is not None and bool(select([client], [], [], 0)[0]) and not client.recv(1, socket.MSG_PEEK)


@contextmanager
def _place() -> Iterator[None]:
    """A place, which expires by itself where this process ends before it is given back."""
    place = next((key for key in PLACES if cache.add(key, True, timeout=MAX_WAIT + 5)), None)
    if place is None:
        raise TooManyWaiting
    try:
        yield
    finally:
        cache.delete(place)
