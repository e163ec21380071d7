"""Middleware for members: language and time zone, session rotation, login redirect."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from network.common import languages
from network.common.redirects import is_own_path
from network.common.time_zones import find_zone
from network.members.accounts import sessions


class LocaleTimezoneMiddleware:
    """Activates the member's language and time zone; for visitors their cookie or Accept-Language, and the default zone.

    Of the languages that the site offers, see `network/common/languages.py`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            language, zone = languages.for_member(request.user.language), find_zone(request.user.time_zone)
        elif request.path_info == "/healthz":  # answers without the database
            language, zone = settings.LANGUAGE_CODE, timezone.get_default_timezone()
        else:
            language, zone = languages.for_visitor(request), timezone.get_default_timezone()
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionRotationMiddleware:
    """Keeps the list of browsers correct when Django rotates a session key after a change of SECRET_KEY.

    Must follow AuthenticationMiddleware. Writes on GET requests too, as Django itself does then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        old_key = request.session.session_key
        if old_key and request.user.is_authenticated and request.session.session_key != old_key:
            sessions.rekey(request, old_key)
        return self.get_response(request)


class LoginMiddleware(LoginRequiredMiddleware):
    """Redirects to the login page. After a POST `next` is the page that sent it: its own URL may not accept GET."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        url, field = self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        return redirect_to_login(_referring_page(request), resolve_url(url), field)


def _referring_page(request: HttpRequest) -> str:
    """The path and query of the Referer if it is on this site, else the home page."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # a malformed URL
        return resolve_url("home")
    path = referer._replace(scheme="", netloc="", fragment="").geturl()
    same_host = referer.netloc == request.get_host()
    return path if same_host and is_own_path(path) else resolve_url("home")
