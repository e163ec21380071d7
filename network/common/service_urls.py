"""The settings that name a service by URL (database, cache, mail server), whose passwords may not be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from redis.backoff import NoBackoff
from redis.retry import Retry

_AT_ONCE = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
"""What does not answer within a second is given up, and not tried again."""


class InvalidServiceURL(ValueError):
    """The message is one sentence that names the setting and contains nothing of its value."""


def read_service_url(name: str, url: str, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `read` makes of the URL in this setting. Raises `InvalidServiceURL`.

    A reserved character in a password ends the host: what follows would stand in the error of whoever reads the URL.
    """
    if not _is_unambiguous(url):
        raise InvalidServiceURL(
            f"{name} cannot be read: in its user and password write each of # / ? [ ] @ : % and each space "
            "percent-encoded, for example # as %23."
        )
    try:
        configuration = read()
    except Exception:
        configuration = {}
    if not configuration:
        raise InvalidServiceURL(f"{name} cannot be read: .env.example shows how such a URL is written.")
    return configuration


def redis_queue(url: str) -> dict[str, Any]:
    """The connection of django-rq for redis:// or rediss://; nothing for another URL."""
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        return {}
    return {
        "HOST": parts.hostname,
        "PORT": parts.port or 6379,
        "DB": int(parts.path.strip("/") or 0),
        "USERNAME": unquote(parts.username or "") or None,
        "PASSWORD": unquote(parts.password or "") or None,
        "SSL": parts.scheme == "rediss",
        "SERIALIZER": "rq.serializers.JSONSerializer",
        "DEFAULT_TIMEOUT": -1,
        "REDIS_CLIENT_KWARGS": _AT_ONCE,
    }


def place_of(url: str) -> tuple[str, str]:
    """Host, port and database of a URL, whatever its scheme and options."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2], parts.path


def _is_unambiguous(url: str) -> bool:
    """Whether host and port can be read, and no part of a user or password stands behind them."""
    try:
        parts = urlsplit(url)
        return not parts.fragment and url.isprintable() and " " not in url and _has_host(parts)
    except ValueError:
        return False


def _has_host(parts: SplitResult) -> bool:
    """Raises `ValueError` for a port that is no number; a cache may name several hosts, separated by commas."""
    for host in parts.netloc.split(","):
        urlsplit(f"//{host}").port  # noqa: B018  reading it checks it
    return not parts.netloc or not ("@" in parts.path or "@" in parts.query.partition("=")[0])
