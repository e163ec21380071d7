"""The light, dark or system theme, stored in a cookie of the browser."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from network.members.requests import next_url

COOKIE_NAME = "theme"
SYSTEM = "system"
THEMES = {SYSTEM: _("System"), "light": _("Light"), "dark": _("Dark")}
COOKIE_MAX_AGE = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Set the cookie and redirect to the page of the form; an unknown theme changes nothing."""
    response = redirect(next_url(request, "home"))
    selected = request.POST.get("theme", "")
    if selected in THEMES:
        response.set_cookie(
            COOKIE_NAME, selected, max_age=COOKIE_MAX_AGE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )  # fmt: skip
    return response


def theme(request: HttpRequest) -> dict[str, object]:
    """Context processor: the selected theme and all themes with their labels."""
    selected = request.COOKIES.get(COOKIE_NAME, SYSTEM)
    return {"theme": selected if selected in THEMES else SYSTEM, "themes": THEMES}
