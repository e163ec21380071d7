"""Which URLs a page may lead to, and how long they may be: the reader of `next`, the Referer and htmx's current URL.

Django's `set_language`, which reads the first two as well, checks host and scheme itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

MAX_LOCATION = 2_000
"""Characters, encoded. Proxies answer 502 to headers beyond 4 KB, and gunicorn reads no longer request line."""


def is_own_path(url: str) -> bool:
    """Whether it is a path on this site, without scheme and host, and not too long."""
    return url.startswith("/") and _is_allowed(url, allowed_hosts=None)


def is_own_url(url: str, request: HttpRequest) -> bool:
    """Whether it is a path, or a URL of the host and, under https, of the scheme of this request; and not too long."""
    return _is_allowed(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())


def _is_allowed(url: str, **options: Any) -> bool:
    return len(iri_to_uri(url)) <= MAX_LOCATION and url_has_allowed_host_and_scheme(url, **options)


class ShortRedirectMiddleware:
    """Shortens redirects beyond MAX_LOCATION: without the query (a `next`, a search) or, if that is not enough, to the home page.

    Must precede all middleware that redirects.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        url = response.headers.get("Location", "")
        if len(url) > MAX_LOCATION:
            path = urlsplit(url)._replace(query="", fragment="").geturl()
            response.headers["Location"] = path if len(path) <= MAX_LOCATION else reverse("home")
        return response
