"""URLs that differ in one key, made without asking the resolver for each."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

_PLACEHOLDER = "aaaaaaaaaaaaaaaa"
"""Fits every key in our URLs: a handle, a public id, a digest."""


def url_of(name: str, key: str = "") -> str:
    """What `reverse` gives for a URL with this key, which consists of characters that stand in URLs as they are."""
    return url_under(name, key, get_script_prefix(), get_urlconf())


def url_under(name: str, key: str, script_prefix: str, urlconf: str | None) -> str:
    """The same under this prefix, which must be the active one."""
    start, end = _pattern(name, bool(key), script_prefix, urlconf)
    return f"{start}{key}{end}"


@lru_cache(maxsize=1024)
def _pattern(name: str, has_key: bool, _script_prefix: str, _urlconf: str | None) -> tuple[str, str]:
    """What stands before the key and after it."""
    if not has_key:
        return reverse(name), ""
    start, _key, end = reverse(name, args=[_PLACEHOLDER]).rpartition(_PLACEHOLDER)
    return start, end
