"""Waiting inside a request for something that another process does, by two requests at a time at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TypeVar

from django.core.cache import cache
from django.db import connection

MAX_WAIT = 10
"""Seconds."""
INTERVAL = 0.2
PLACES = ("demo.waiting.1", "demo.waiting.2")
"""Keys of the shared cache, so that they count for all processes."""

T = TypeVar("T")


class TooManyWaiting(Exception):
    """All places are taken."""


def wait_until(read: Callable[[], T], seconds: int) -> T:
    """Call `read` until what it returns is true or the time is over, and return the last result.

    Raises `TooManyWaiting`. Between two readings no database connection is held.
    """
    result = read()
    if result or not seconds:
        return result
    deadline = monotonic() + seconds
    with _place():
        while not result and monotonic() < deadline:
            if not connection.in_atomic_block:  # as it is in tests
                connection.close()
            sleep(INTERVAL)
            result = read()
    return result


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
