"""Requests to the provider: bounded in time and size, over https, never redirected."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.cache import cache

from network.common.site_url import is_loopback
from network.members.oidc.deadline import TimedAdapter, one_deadline, remaining
from network.members.oidc.errors import ProviderError

CONNECT_SECONDS, READ_SECONDS = 3, 5
MAX_BYTES, CHUNK_BYTES = 256 * 1024, 16 * 1024
REST_SECONDS = 15
"""After a time-out nobody waits for the provider for so long, lest every thread of the web server does."""


def fetch_json(method: str, url: str, **options: Any) -> dict[str, Any]:
    """The JSON object at this URL of the provider.

    Raises `ProviderError` where it is down or slow, redirects, refuses, or answers anything else.
    """
    require_secure(url)
    resting = f"oidc.resting:{urlsplit(url).netloc}"
    if cache.get(resting):
        raise ProviderError("it did not answer a moment ago")
    try:
        return _read_object(_fetch(method, url, options))
    except requests.Timeout as error:
        cache.set(resting, True, REST_SECONDS)
        raise ProviderError(f"it did not answer in time: {urlsplit(url).netloc}") from error
    except (requests.RequestException, OSError, ValueError, RecursionError) as error:
        raise ProviderError(f"{type(error).__name__} at {urlsplit(url).netloc}") from error


def require_secure(url: Any) -> None:
    """Raises `ProviderError` for what is no https URL; a local site may have a local provider."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        is_secure = parts.scheme == "https" or (
            parts.scheme == "http" and settings.IS_LOCAL and is_loopback(url)
        )
    except ValueError:
        is_secure = False
    if not is_secure or not parts.hostname or parts.username is not None:
        raise ProviderError("it names an address that is no https URL")


def _fetch(method: str, url: str, options: dict[str, Any]) -> bytes:
    """The body of a response with status 200. Raises `requests.Timeout` and other errors of its kind."""
    options |= {"allow_redirects": False, "stream": True}
    with one_deadline(), requests.Session() as session:
        session.mount(f"{urlsplit(url).scheme}://", TimedAdapter())
        timeout = remaining(CONNECT_SECONDS), remaining(READ_SECONDS)
        with session.request(method, url, timeout=timeout, **options) as response:
            body = b""
            for chunk in response.iter_content(CHUNK_BYTES):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise ProviderError("its answer is too long")
    if response.status_code != 200:
        raise ProviderError(f"it answered with status {response.status_code}")
    return body


def _read_object(body: bytes) -> dict[str, Any]:
    """Raises `ValueError`."""
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ProviderError("its answer is no JSON object")
    return found
