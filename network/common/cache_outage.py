"""A cache that may be lost (`redis_cache`), for code that runs with any cache: redis is loaded only where it is used."""

from __future__ import annotations

import logging

from django.core.cache import caches

log = logging.getLogger(__name__)


class CacheUnavailable(Exception):
    """The cache does not answer, and the request must not go on without it: 503."""


class CacheFull(CacheUnavailable):
    """Redis answers, but takes no new value (`noeviction`): it reads and deletes as usual."""


def is_failing() -> bool:
    """Whether the cache is a Redis that does not take a value."""
    probe = getattr(caches["default"], "probe", None)
    return probe is not None and not probe()


def repair() -> int:
    """Step of `tick`: empty a cache that has missed writes, once it answers again."""
    if empty := getattr(caches["default"], "empty_after_lost_writes", None):
        try:
            empty()
        except CacheUnavailable:
            log.warning("Redis still fails.")
    return 0
