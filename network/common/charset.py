"""Requests are read as UTF-8 alone.

Django decodes query and form with the codec that the Content-Type names: some take quadratic time, others raise before the
first middleware. `Handler` ignores the name, `CharsetMiddleware` refuses what is not UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
"""Lower-case names; ASCII is a part of UTF-8."""


class Request(WSGIRequest):
    """A request whose encoding is always the default, UTF-8."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Read the header; one that cannot be read has an unknown charset."""
        try:
            header = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            header = "", {"charset": "unreadable"}
        self.content_type, self.content_params = header


class Handler(WSGIHandler):
    """The WSGI application."""

    request_class = Request


class CharsetMiddleware:
    """Raises `BadRequest` for a charset that is not UTF-8. Must precede whatever reads the query or the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in CHARSETS:
            raise BadRequest("The charset of a request must be UTF-8.")
        return self.get_response(request)
