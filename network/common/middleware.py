"""Middleware: redirects for htmx, a page for 405, security headers, no caching, and forms without a referrer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django_htmx.middleware import HtmxDetails

from network.common.redirects import is_own_path


class HtmxRedirectMiddleware:
    """Redirects a POST sent by htmx to the page that contains the button, so that it is updated in place.

    Other requests follow the view's redirect; so do visitors, who are sent to the sign-in page.
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
    """Path and query of the page that sent a POST by htmx; empty for other requests and for the requested URL itself."""
    htmx = HtmxDetails(request)
    try:
        url = htmx.current_url_abs_path if htmx and request.method == "POST" else None
    except ValueError:  # a malformed URL
        return ""
    if not url or urlsplit(url).path == request.path:
        return ""
    return iri_to_uri(url) if is_own_path(url) else ""


class MethodNotAllowedMiddleware:
    """Adds an error page to 405 responses, which Django leaves empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render(request, "405.html").content
        return response


class NullOriginMiddleware:
    """Fills in the origin of forms on pages with the policy `no-referrer`: browsers send "Origin: null" with those.

    Only for a request of which the browser says that a page of this site sent it. Must precede the CSRF middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        headers = request.headers
        if headers.get("Origin") == "null" and headers.get("Sec-Fetch-Site") == "same-origin":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return self.get_response(request)


SECURITY_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [
            *(
                f"{feature}=()"
                for feature in (
                    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation",
                    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
                )
            ),
            "publickey-credentials-create=(self)",
            "publickey-credentials-get=(self)",
        ]
    ),
}  # fmt: skip
"""The headers that neither Django nor django-csp sets; nginx sets the same ones on the files that it serves itself."""


class SecurityHeadersMiddleware:
    """Sets SECURITY_HEADERS on every response, of pages, files, redirects and errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class NoStoreMiddleware:
    """Sets Cache-Control: no-store unless a view sets it: no page is cached or shown again after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
