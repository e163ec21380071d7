"""Pages that more than one way through the provider ends with."""

from __future__ import annotations

import logging

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from network.members.oidc import exchange
from network.members.oidc.errors import ProviderError
from network.members.oidc.exchange import provider

log = logging.getLogger(__name__)


def lead_away(request: HttpRequest, purpose: str) -> HttpResponse:
    """A page that leads to the provider: our policy lets no form be redirected to another site."""
    try:
        url = exchange.begin(request, purpose, get_next_redirect_url(request) or "")
    except ProviderError as error:
        return failed(request, error)
    return render(request, "socialaccount/login_redirect.html", {"provider": provider(), "url": url})


def failed(request: HttpRequest, error: ProviderError) -> HttpResponse:
    log.warning("Sign-in through the provider failed: %s", error)
    return error_page(request, "failed", 502)


def error_page(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    context = {"reason": reason, "provider": provider()}
    return render(request, "socialaccount/authentication_error.html", context, status=status)
