"""Pages behind a link of an e-mail: they are in the language of its reader, and keep the link secret."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def secret_link(view: View[P]) -> View[P]:
    """Decorator: the URL of the page reaches no other page, as its Referer, and no search engine."""

    @wraps(view)
    def keep_secret(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return keep_secret


def respond_in(language: str, request: HttpRequest, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """The response of a page that concerns one person, in that person's language.

    The language that was chosen in this browser comes first, and that of the site where neither is known any more.
    """
    language = (
        _supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        or _supported(language)
        or settings.LANGUAGE_CODE
    )
    request.LANGUAGE_CODE = language
    with translation.override(language):
        response = respond()
        if isinstance(response, SimpleTemplateResponse):
            response.render()
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Cookie"])
    return response


def _supported(language: str) -> str:
    """The language of the site that this code names; empty where there is none."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return ""
