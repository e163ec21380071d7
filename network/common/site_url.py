"""The public URL of the site in the one form that links, cookies and Host headers are built from."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna


class InvalidSiteURL(ValueError):
    """The message is one sentence that names the setting."""


def read_site_url(text: str) -> str:
    """Scheme, host in ASCII, and port if there is one. Raises `InvalidSiteURL`."""
    if not text.isprintable():
        raise InvalidSiteURL("SITE_URL must be one line.")
    parts = _split(text.strip().rstrip("/"))
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise InvalidSiteURL("SITE_URL is scheme, host and port alone: the site is at the root of its host.")
    port = f":{parts.port}" if parts.port is not None else ""
    return f"{parts.scheme}://{host_of(parts)}{port}"


def host_of(parts: SplitResult) -> str:
    """The host as a Host header has it: IPv6 in brackets, a name in ASCII. Raises `InvalidSiteURL`."""
    host = parts.hostname or ""
    if ":" in host:
        return f"[{host}]"
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        name = ""
    if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", name):
        raise InvalidSiteURL(f"SITE_URL names no host that can exist: {host}.")
    return name


def is_loopback(url: str) -> bool:
    """Whether the host of this URL is the machine itself."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it checks it
    except ValueError as error:
        raise InvalidSiteURL(f"SITE_URL cannot be read: {error}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidSiteURL("SITE_URL must be a whole address such as https://people.example.org.")
    return parts
