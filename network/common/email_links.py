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

from network.common import languages

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

    The language that was chosen in this browser comes first, and the default of the site where neither is offered any more.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    language = languages.supported(chosen) or languages.for_member(language)
    request.LANGUAGE_CODE = language
    with translation.override(language):
        response = respond()
        if isinstance(response, SimpleTemplateResponse):
            response.render()
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ["Cookie"])
    return response
