"""Error pages."""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER_SECONDS = 300


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_often(request: HttpRequest) -> HttpResponse:
    """The longest that somebody who tries by hand has to wait; machines may wait as long."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Also 503: a database that does not answer is no fault of what was asked, and passes."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    return render(request, "503.html" if away else "500.html", status=503 if away else 500)
