"""Light or dark, as the reader of this browser has chosen; else as their device has it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from network.members.requests import next_url

COOKIE = "theme"
DEVICE = "system"
THEMES = {DEVICE: _("As the device"), "light": _("Light"), "dark": _("Dark")}
KEPT_SECONDS = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """NoAddDeleteAdmin in the browser alone; back to where the form stood, if that is here."""
    answer = redirect(next_url(request, "home"))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie(
            COOKIE, chosen, max_age=KEPT_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )  # fmt: skip
    return answer


def theme(request: HttpRequest) -> dict[str, object]:
    chosen = request.COOKIES.get(COOKIE, DEVICE)
    return {"theme": chosen if chosen in THEMES else DEVICE, "themes": THEMES}
