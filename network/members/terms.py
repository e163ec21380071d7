"""The page on which a member accepts the newest terms of the site, and the middleware that leads there once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from network import site
from network.common import languages
from network.members.models import TermsAcceptance
from network.members.requests import current_member, next_url
from network.site.markdown import to_html
from network.site.models import LegalVersion

ACCEPTED = "accepted_terms"
"""The highest version that the member of a session has accepted: a column of the statement that loads them."""
OPEN_NAMESPACES = {"admin", "demo", "site"}
OPEN_VIEWS = {
    "members:accept_terms", "members:export", "members:download_export", "members:delete_account", "usersessions_list",
}  # fmt: skip
OPEN_PREFIXES = ("account_", "mfa_")


class TermsMiddleware:
    """Leads members who have not accepted the terms to them, on the next page that they open.

    Nobody is locked out: the account, its data and deletion, signing out and the admin stay open, and forms that were open
    already are still sent. Must follow AuthenticationMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        is_page = request.method in ("GET", "HEAD") and not _is_open(request, view)
        if not (is_page and _must_accept(request)):
            return None
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('members:accept_terms')}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def accept_terms(request: HttpRequest) -> HttpResponse:
    """The newest terms, and a form that accepts just the version that was shown. 404 where none are published."""
    version = LegalVersion.objects.newest().filter(page=LegalVersion.Page.TERMS).first()
    text = version.text_in(get_language() or "", languages.default()) if version else None
    if version is None or text is None:
        raise Http404
    if request.method == "POST" and request.POST.get("version") == str(version.number):
        TermsAcceptance.objects.get_or_create(member=current_member(request), version=version.number)
        return redirect(next_url(request, "home"))
    context = {"text": text, "version": version, "content": to_html(text.text)}
    context["next"] = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "members/accept_terms.html", context)


def _must_accept(request: HttpRequest) -> bool:
    """Whether the terms ask for more than the member of the session has accepted."""
    if not hasattr(request.user, ACCEPTED):  # a visitor, or a persona of the demo
        return False
    return (getattr(request.user, ACCEPTED) or 0) < site.current().terms_to_accept


def _is_open(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether the page is shown before the terms are accepted: all that visitors see is, but for the home page."""
    match = request.resolver_match
    if match is None or match.view_name == "home":
        return match is None
    is_open = match.view_name in OPEN_VIEWS or match.view_name.startswith(OPEN_PREFIXES)
    return is_open or match.namespace in OPEN_NAMESPACES or not getattr(view, "login_required", True)
