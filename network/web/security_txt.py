"""`/.well-known/security.txt` (RFC 9116): whom to tell about a security problem of this site."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from network import clock
from network.common.languages import offered

VALID_FOR = timedelta(days=180)  # RFC 9116 recommends less than a year


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    expires_at = (clock.real_now() + VALID_FOR).replace(minute=0, second=0, microsecond=0)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires_at.isoformat(),
        "Preferred-Languages": ", ".join(code for code, _name in offered()),
        "Canonical": settings.SITE_URL + reverse("security_txt"),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
