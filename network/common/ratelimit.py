"""Rate limits of views; the limits are in `ACCOUNT_RATE_LIMITS`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def rate_limited(action: str) -> Callable[[View[P]], View[P]]:
    """Decorator: every POST counts, valid or not; the response above the limit is 429."""

    def limit(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST" and not consume(request, action=action):
                return respond_429(request)
            return view(request, *args, **kwargs)

        return counted

    return limit
