"""The setting TASKS_URL. Apart from `service_urls`, because redis takes 7 MB that a site without Redis need not have."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from redis.backoff import NoBackoff
from redis.retry import Retry

_AT_ONCE = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
"""What does not answer within a second is given up, and not tried again."""


def read(url: str) -> dict[str, Any]:
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
