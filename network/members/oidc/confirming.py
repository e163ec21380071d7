"""Confirming before a sensitive change that it is still the member, who signs in at the provider again."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.views import BaseReauthenticateView
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode

from network.members.oidc import links
from network.members.oidc.exchange import CONFIRM, Begun, provider
from network.members.oidc.identity import Identity
from network.members.oidc.pages import error_page, lead_away
from network.members.requests import current_member


class ConfirmView(BaseReauthenticateView):
    """The page with the button that leads to the provider, for members who have linked an account there."""

    form_class = forms.Form
    template_name = "socialaccount/reauthenticate.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        return lead_away(self.request, CONFIRM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"provider": provider()}


def go_on(request: HttpRequest, identity: Identity, begun: Begun) -> HttpResponse:
    """What the member wanted to do, if the account is the one that they have linked."""
    found = links.find_link(identity)
    if found is None or found.user_id != request.user.pk:
        return error_page(request, "another account", 403)
    record_authentication(
        request, current_member(request), "socialaccount", provider=provider().issuer, reauthenticated=True
    )
    next_page = urlencode({REDIRECT_FIELD_NAME: begun.next_url})
    request.GET = QueryDict(next_page)  # where allauth looks for it
    response: HttpResponse | None = resume_request(request)
    return response or redirect("members:settings")


confirm = ConfirmView.as_view()
