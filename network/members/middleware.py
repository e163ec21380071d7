from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from network.members.accounts import sessions


class LocaleTimezoneMiddleware:
    """Each answer in its reader's language and time zone: the member's own, else what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            language, zone = request.user.language, zoneinfo.ZoneInfo(request.user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), timezone.get_default_timezone()
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionRotationMiddleware:
    """Whoever is signed in stays in the list of browsers when Django changes a session's key, because SECRET_KEY did.

    Whatever the method: at this moment the session itself is stored anew. Stands next to Django's authentication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and request.session.session_key != key:
            sessions.rekey(request, key)
        return self.get_response(request)


class LoginMiddleware(LoginRequiredMiddleware):
    """Signing in leads back to where one stood: an address that takes a press takes no visit."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        url, field = self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        return redirect_to_login(_page_left(request), resolve_url(url), field)


def _page_left(request: HttpRequest) -> str:
    """The page of ours on which this was pressed, as the browser says; else the front page."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no browser's doing: an address that is none
        return resolve_url("home")
    path = page._replace(scheme="", netloc="", fragment="").geturl()
    ours = page.netloc == request.get_host() and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else resolve_url("home")
