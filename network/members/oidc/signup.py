"""Joining through the provider. An address that the provider gives out needs no letter; any other gets a code by e-mail."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.signup import complete_signup
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from network.common.names import MAX_LENGTH
from network.members.accounts.passkey_signup import PasskeySignup, respond_without_member
from network.members.oidc.exchange import provider
from network.members.oidc.identity import Identity
from network.members.oidc.linked_member import create_linked_member
from network.members.people.forms import SignupForm

SESSION_KEY, LIFE = "provider_signup", 15 * 60  # seconds


def keep(request: HttpRequest, identity: Identity, next_url: str) -> None:
    """Keep in the session, for a quarter of an hour, who has signed in at the provider and is linked to nobody."""
    request.session[SESSION_KEY] = identity.as_json() | {"next": next_url, "at": time.time()}


def pending(request: HttpRequest) -> tuple[Identity, str] | None:
    """What `keep` has kept: the identity, and where to go then."""
    kept: dict[str, Any] = dict(request.session.get(SESSION_KEY) or {})
    if not kept or kept.pop("at") + LIFE < time.time():
        return None
    next_url = kept.pop("next")
    return Identity(**kept), next_url


def join_page(request: HttpRequest, identity: Identity, next_url: str) -> HttpResponse:
    """The page that asks for the name. It looks up nobody, so it is the same whether or not a member has the address."""
    posted = request.POST if request.method == "POST" else None
    form = SignupForm(posted, initial={"name": identity.name[:MAX_LENGTH]})
    owned = provider().owns(identity.address)
    if posted is not None and identity.address and form.is_valid():
        request.session.pop(SESSION_KEY, None)
        name = form.cleaned_data["name"]
        if owned:
            return join(request, name, identity, next_url, form.accepted_terms)
        PasskeySignup.begin(request, name, identity.address, form.accepted_terms, identity, next_url)
        return redirect("members:signup_code")
    context = {"form": form, "identity": identity, "provider": provider(), "owned": owned}
    return render(request, "socialaccount/signup.html", context)


def join(request: HttpRequest, name: str, identity: Identity, next_url: str, terms: int) -> HttpResponse:
    """Create the member with this proven address, linked, and sign them in, if the site lets them in."""
    member = create_linked_member(request, name, identity, terms)
    if member is None:
        return respond_without_member(request, identity.address)
    return complete_signup(request, user=member, redirect_url=next_url or None)
