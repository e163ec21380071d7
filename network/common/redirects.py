"""Which URLs a page of this site may lead to: the reader of `next`, of the Referer and of htmx's current URL.

Django's `set_language`, which reads the first two as well, checks host and scheme itself.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_path(url: str) -> bool:
    """Whether it is a path on this site, without scheme and host."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def is_own_url(url: str, request: HttpRequest) -> bool:
    """Whether it is a path, or a URL of the host and, under https, of the scheme of this request."""
    hosts = {request.get_host()}
    return url_has_allowed_host_and_scheme(url, allowed_hosts=hosts, require_https=request.is_secure())
