from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from network.members import sessions


class ReaderMiddleware:
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


class SameBrowserMiddleware:
    """Whoever is signed in stays in the list of browsers when Django changes a session's key, because SECRET_KEY did.

    Whatever the method: at this moment the session itself is stored anew. Stands next to Django's authentication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and request.session.session_key != key:
            sessions.follow(request, key)
        return self.get_response(request)
