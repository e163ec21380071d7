"""How often a member may send a form; the numbers stand in the settings, beside those of the account pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def rate_limited(action: str) -> Callable[[View[P]], View[P]]:
    """Each POST counts, before the view looks at it; beyond the limit the answer is 429."""

    def limit(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST" and not consume(request, action=action):
                return respond_429(request)
            return view(request, *args, **kwargs)

        return counted

    return limit
