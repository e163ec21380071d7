from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from network.web.metrics import counts

NO_ROUTE = "-"
"""Of static files, of redirects before a view, and of every path that leads nowhere."""


class MetricsMiddleware:
    """Counts each request by the name of its route, never by its path, and by the class of its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        counts.connect()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started_at = perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else NO_ROUTE
        status = f"{response.status_code // 100}xx"
        counts.requests.labels(route, status).observe(perf_counter() - started_at)
        return response
