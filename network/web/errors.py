"""Error handlers of the URLconf."""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from network.common.cache_outage import CacheUnavailable

RETRY_AFTER_SECONDS = 300


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 with Retry-After, the longest period of the interactive rate limits."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer or a limit cannot be counted."""
    unavailable = isinstance(sys.exc_info()[1], OperationalError | CacheUnavailable)
    status = 503 if unavailable else 500
    return render(request, f"{status}.html", status=status)
