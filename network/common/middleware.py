"""Middleware: redirects for htmx, a page for 405, and no caching by default."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


class HtmxRedirectMiddleware:
    """Whoever has done something by htmx is led back to the page that they stand on; everybody else as ever.

    So what is shown afterwards is what loading the page again would show. Signing in is not skipped.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseRedirect) and request.user.is_authenticated:
            patch_vary_headers(response, ["HX-Request", "HX-Current-URL"])
            response.headers["Location"] = _current_page(request) or response.url
        return response


def _current_page(request: HttpRequest) -> str:
    """The path and query of the page that the person stands on, if htmx asks and it is another one of ours."""
    asks = HtmxDetails(request)
    try:
        stands = asks.current_url_abs_path if asks and request.method == "POST" else None
    except ValueError:  # no browser's doing: an address that is none
        return ""
    if not stands or urlsplit(stands).path == request.path:
        return ""
    return stands if url_has_allowed_host_and_scheme(stands, allowed_hosts=None) else ""


class MethodNotAllowedMiddleware:
    """A page for 405, which Django answers with nothing at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render(request, "405.html").content
        return response


class NoStoreMiddleware:
    """Nobody's page is kept by a cache or brought back after signing out, unless a view has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
