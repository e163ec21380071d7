"""What visitors get of the site record: its logo, colours and icon, and the pages about the site."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from network.common import languages
from network.common.initials import initials
from network.site import colours
from network.site.markdown import to_html
from network.site.models import LegalVersion, Logo
from network.site.record import current

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The URL names the content."""
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="{colour}"/>'
    '<text x="32" y="33" fill="{text}" font-family="serif" font-size="{size}" font-weight="700" text-anchor="middle" '
    'dominant-baseline="central">{letters}</text></svg>'
)


@login_not_required
@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    image = Logo.objects.filter(digest=digest).values_list("image", flat=True).first()
    if image is None:
        raise Http404
    return HttpResponse(bytes(image), "image/webp", headers=FOR_EVER)


@login_not_required
@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The tokens of the accent colour; no other colour can be asked for."""
    site = current()
    if not site.accent or digest != site.look:
        raise Http404
    return HttpResponse(
        colours.stylesheet(site.palette, site.accent), "text/css; charset=utf-8", headers=FOR_EVER
    )


@login_not_required
@require_safe
def icon(request: HttpRequest, digest: str) -> HttpResponse:
    """The first letters of the name on the accent colour."""
    site = current()
    if digest != site.look:
        raise Http404
    shades = site.palette.light
    letters = initials(site.name) or site.name[:1]
    svg = ICON.format(
        colour=shades.accent,
        text=shades.on_accent,
        size=28 if len(letters) > 1 else 40,
        letters=escape(letters),
    )
    return HttpResponse(svg, "image/svg+xml; charset=utf-8", headers=FOR_EVER)


@login_not_required
@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    """The newest published version of a page, in the reader's language, else in the default one, else in any."""
    version = LegalVersion.objects.newest().filter(page=page).first()
    text = version.text_in(get_language() or "", languages.default()) if version else None
    if text is None:
        raise Http404
    return render(
        request, "site/page.html", {"text": text, "version": version, "content": to_html(text.text)}
    )
