"""The methods of requests."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST")


class MethodMiddleware:
    """Calls the views for GET and POST only: HEAD is answered like GET, any other method with 405.

    allauth counts every method but GET as an attempt, so a page of another site that sends HEAD or OPTIONS from a visitor's
    browser would use up the attempts of their network. Must be the last: the others see the method of the client.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        method = request.method
        try:
            return self.get_response(request)
        finally:
            request.method = method

    def process_view(self, request: HttpRequest, view: object, *_arguments: object) -> HttpResponse | None:
        """A view with an answer of its own to HEAD, as webhooks have, gives it."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.method == "HEAD" and not hasattr(getattr(view, "view_class", None), "head"):
            request.method = "GET"
        return None
