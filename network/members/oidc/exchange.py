"""The two halves of a sign-in at the provider: the URL that begins it, and the code that ends it.

State, nonce and PKCE tie the code to the browser that has begun. allauth's own provider has no nonce, believes a token
without its signature and what an unsigned answer says about a person, so this one takes its place.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from allauth.core.internal.httpkit import add_query_params
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from network.common.oidc_settings import SignInProvider
from network.members.oidc import id_token
from network.members.oidc.deadline import one_deadline
from network.members.oidc.errors import ProviderError
from network.members.oidc.fetching import fetch_json, require_secure
from network.members.oidc.identity import Identity

SIGN_IN, LINK, CONFIRM = "sign-in", "link", "confirm"
"""What for: to confirm that the member is there, the provider must ask for the password again."""

SCOPE = "openid email profile"
DISCOVERY_AGE = 600  # seconds for which the provider's description of itself is kept
NONCE_LENGTH = 40
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Begun:
    """A sign-in that this browser has begun: what for, who was signed in, where to go then."""

    purpose: str
    member: int | None
    next_url: str
    nonce: str
    code_verifier: str
    at: float = 0.0


def provider() -> SignInProvider:
    """The provider of the settings; only called where there is one."""
    assert settings.SIGN_IN_PROVIDER is not None
    return settings.SIGN_IN_PROVIDER


@one_deadline()
def begin(request: HttpRequest, purpose: str, next_url: str) -> str:
    """The URL at the provider where this browser signs in. Raises `ProviderError`."""
    description, challenge, nonce = describe(), generate_code_challenge(), get_random_string(NONCE_LENGTH)
    begun = Begun(purpose, request.user.pk, next_url, nonce, challenge.pop("code_verifier"), time.time())
    state = statekit.stash_state(request, provider_id=provider().issuer, state=vars(begun))
    query = {
        "client_id": provider().client_id, "redirect_uri": callback_url(), "response_type": "code", "scope": SCOPE,
        "state": state, "nonce": nonce, **challenge,
    }  # fmt: skip
    if purpose == CONFIRM:
        query |= {"prompt": "login", "max_age": "0"}
    return str(add_query_params(description["authorization_endpoint"], query))


def take_begun(request: HttpRequest) -> Begun | None:
    """What this browser has begun with the state of the provider's answer, once; None for any other state."""
    state = request.GET.get("state", "")
    found = statekit.unstash_state(request, state_id=state, provider_id=provider().issuer)
    return Begun(**found) if found else None


@one_deadline()
def finish(begun: Begun, code: str) -> Identity:
    """Who has signed in at the provider; to confirm, after it was begun. Raises `ProviderError`."""
    description = describe()
    tokens = _exchange(description, code, begun.code_verifier)
    claims = id_token.read(tokens.get("id_token"), begun.nonce, provider(), description["jwks_uri"])
    if begun.purpose == CONFIRM:
        id_token.check_time(claims, begun.at)
    if "email" not in claims and "userinfo_endpoint" in description:
        claims |= _more_claims(description["userinfo_endpoint"], tokens.get("access_token"), claims["sub"])
    return Identity.from_claims(claims)


def describe() -> dict[str, Any]:
    """The provider's description of its endpoints. Raises `ProviderError`."""
    issuer = provider().issuer
    found: dict[str, Any] | None = cache.get(name := f"oidc.description:{issuer}")
    if found is None:
        found = fetch_json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise ProviderError("it calls itself by another issuer than OIDC_ISSUER")
        for endpoint in ENDPOINTS:
            require_secure(found.get(endpoint))
        cache.set(name, found, DISCOVERY_AGE)
    return found


def callback_url() -> str:
    return f"{settings.SITE_URL}{reverse('oidc:callback')}"


def _exchange(description: dict[str, Any], code: str, verifier: str) -> dict[str, Any]:
    """The tokens for a code; the client proves itself as the provider prefers."""
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": callback_url(), "code_verifier": verifier,
    }  # fmt: skip
    client, secret = provider().client_id, provider().client_secret
    methods = description.get("token_endpoint_auth_methods_supported")
    if isinstance(methods, list) and "client_secret_basic" not in methods:
        form |= {"client_id": client, "client_secret": secret}
        return fetch_json("POST", description["token_endpoint"], data=form)
    credentials = (quote_plus(client), quote_plus(secret))  # encoded, says RFC 6749, 2.3.1
    return fetch_json("POST", description["token_endpoint"], data=form, auth=credentials)


def _more_claims(url: str, access_token: Any, subject: str) -> dict[str, Any]:
    """Address and name from the provider's other source, where the ID token has none."""
    if not isinstance(access_token, str) or not access_token.isascii() or not access_token.isprintable():
        raise ProviderError("it sent no access token")
    found = fetch_json("GET", url, headers={"Authorization": f"Bearer {access_token}"})
    if found.get("sub") != subject:
        raise ProviderError("it described another person than the ID token")
    return {claim: found[claim] for claim in ("email", "email_verified", "name") if claim in found}
