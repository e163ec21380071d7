"""The language of the site, chosen in the foot of every page: in a cookie, and for members in their settings too."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import i18n
from django.views.decorators.http import require_POST

from network.common.languages import offered
from network.members.models import Member


def languages(request: HttpRequest) -> dict[str, object]:
    """Context processor: code and name of each language that the site offers; the tag of Django would translate the name “English”."""
    return {"languages": offered()}


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's `set_language`: the cookie, and back to `next` or the page of the form. Members keep the language."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(offered()):
        Member.objects.filter(pk=request.user.pk).update(language=language)
    return i18n.set_language(request)
