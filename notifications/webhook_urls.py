"""The URL at which the mail provider reports its events. Apart from `webhooks`, because anymail's views load those of all."""

from __future__ import annotations

from collections.abc import Callable

from anymail.signals import AnymailTrackingEvent
from anymail.urls import urlpatterns
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern


def tracking_urls(provider: str) -> list[URLPattern]:
    """The webhook URL of this provider, out of those that anymail has for all providers."""
    routes = [route for route in urlpatterns if route.name == f"{provider}_tracking_webhook"]
    return [URLPattern(route.pattern, _refusing_odd_bodies(route), name=route.name) for route in routes]


def _refusing_odd_bodies(route: URLPattern) -> Callable[..., HttpResponseBase]:
    """The view of the route, which answers 400 where anymail cannot read what was sent, instead of 500."""

    class View(route.callback.view_class):  # type: ignore[misc, name-defined]
        def parse_events(self, request: HttpRequest) -> list[AnymailTrackingEvent]:
            try:
                return list(super().parse_events(request))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise BadRequest(f"This is no event of the provider: {type(error).__name__}") from None

    view: Callable[..., HttpResponseBase] = View.as_view(**route.callback.view_initkwargs)  # type: ignore[attr-defined]
    return view
