"""The checks of an ID token, which says who has signed in at the provider (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import time
from typing import Any

import jwt
from allauth.socialaccount import app_settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from network.common.oidc_settings import SignInProvider
from network.members.oidc.errors import ProviderError
from network.members.oidc.fetching import fetch_json

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a public key: one made with the client secret, or none, is refused."""

REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60  # seconds by which the clocks may differ
KEYS_AGE, KEYS_REST = (
    600,
    30,
)  # seconds: how long keys are kept; after how long an unknown one is looked for again


def read(token: Any, nonce: str, provider: SignInProvider, keys_url: str) -> dict[str, Any]:
    """The claims of a token that the provider has made for this site and this sign-in. Raises `ProviderError`."""
    if not isinstance(token, str):
        raise ProviderError("it sent no ID token")
    try:
        key = _key_of(token, keys_url)
        claims: dict[str, Any] = jwt.decode(
            token, key=key, algorithms=ALGORITHMS, issuer=provider.issuer, audience=provider.client_id,
            leeway=LEEWAY, options={"require": REQUIRED},
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise ProviderError(f"its ID token is not valid: {type(error).__name__}") from error
    _check_party(claims, provider.client_id)
    if not _is_same(claims.get("nonce"), nonce):
        raise ProviderError("its ID token is not valid: it is of another sign-in")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= app_settings.UID_MAX_LENGTH or "\0" in subject:
        raise ProviderError("its ID token is not valid: it names nobody")
    return claims


def check_time(claims: dict[str, Any], begun_at: float) -> None:
    """Raises `ProviderError` unless the token says that its person has entered their password since `begun_at`."""
    signed_in_at = claims.get("auth_time")
    if isinstance(signed_in_at, bool) or not isinstance(signed_in_at, int | float):
        raise ProviderError("its ID token does not say when its person signed in")
    if not begun_at - LEEWAY <= signed_in_at <= time.time() + LEEWAY:
        raise ProviderError("it did not ask its person to sign in again")


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """Raises `ProviderError` where the token was made for another client, although this one is among its readers."""
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp", None if is_for_several else client_id)
    if party != client_id:
        raise ProviderError("its ID token is not valid: it was made for another client")


def _is_same(found: Any, expected: str) -> bool:
    return bool(expected) and isinstance(found, str) and constant_time_compare(found, expected)


def _key_of(token: str, url: str) -> jwt.PyJWK:
    """The public key that signed the token, by its id; looked for anew where the provider has changed its keys."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise ProviderError("its ID token is not valid: it is not signed with a public key")
    for keys in (_keys(url), _keys(url, anew=True)):
        for key in keys:
            if _may_have_signed(key, header):
                return jwt.PyJWK(key, key.get("alg") or header["alg"])
    raise ProviderError("its ID token is not valid: no key has its id")


def _may_have_signed(key: Any, header: dict[str, Any]) -> bool:
    return (
        isinstance(key, dict)
        and key.get("alg", header["alg"]) == header["alg"]
        and key.get("use", "sig") == "sig"
        and header.get("kid") in (None, key.get("kid"))
    )


def _keys(url: str, anew: bool = False) -> list[Any]:
    """The provider's public keys as it lists them; `anew` at most every KEYS_REST seconds."""
    name, rest = f"oidc.keys:{url}", f"oidc.keys_rest:{url}"
    found = cache.get(name)
    if found is None or (anew and cache.add(rest, True, KEYS_REST)):
        listed = fetch_json("GET", url).get("keys")
        found = listed if isinstance(listed, list) else []
        cache.set(name, found, KEYS_AGE)
        cache.set(rest, True, KEYS_REST)
    return list(found)
