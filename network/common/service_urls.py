"""The settings that name a service by URL (database, cache, mail server), whose passwords may not be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit


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
