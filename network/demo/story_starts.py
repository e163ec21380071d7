"""When the story of two members began, kept in the shared cache: all that they see counts from there."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from network import clock

CACHE_KEY = "demo.story_starts"


def record(left: str, right: str) -> None:
    """The story of these two, handles or addresses, begins now."""
    starts = cache.get(CACHE_KEY, {}) | {_pair(left, right): clock.now()}
    cache.set(CACHE_KEY, starts, timeout=None)


def began_at(left: str, right: str) -> datetime:
    """The product's time at which their story began; now if none has, or if the clock was set back since."""
    starts: dict[tuple[str, ...], datetime] = cache.get(CACHE_KEY, {})
    now = clock.now()
    return min(starts.get(_pair(left, right), now), now)


def forget() -> None:
    cache.delete(CACHE_KEY)


def _pair(left: str, right: str) -> tuple[str, ...]:
    return tuple(sorted((left, right)))
