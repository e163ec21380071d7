"""The challenge of a sign-in with a passkey. The browser keeps it in a signed cookie, so the request for it writes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import get_server
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from fido2.webauthn import UserVerificationRequirement

from network.members.accounts.credential_field import UNREADABLE

LIFE = timedelta(minutes=5)
SALT = "network.members.accounts.passkey_challenge"
VERIFICATION = UserVerificationRequirement.REQUIRED


def create() -> tuple[dict[str, Any], str]:
    """The options of WebAuthn with a new challenge, and the challenge."""
    options, state = get_server().authenticate_begin(credentials=[], user_verification=VERIFICATION)
    return dict(options), state["challenge"]


def set_cookie(response: HttpResponse, challenge: str) -> None:
    response.set_signed_cookie(
        _cookie_name(), challenge, salt=SALT, max_age=LIFE, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Strict",
    )  # fmt: skip


def is_answered(request: HttpRequest, passkey: Authenticator, credential: dict[str, Any]) -> bool:
    """Whether the passkey has signed the challenge of this browser. Each challenge is answered once."""
    challenge = request.get_signed_cookie(_cookie_name(), default="", salt=SALT, max_age=LIFE)
    state = {"challenge": challenge, "user_verification": VERIFICATION}
    try:
        key = passkey.wrap().authenticator_data.credential_data  # type: ignore[no-untyped-call]  # of allauth
        get_server().authenticate_complete(state, [key], credential)
    except UNREADABLE:  # also what does not match
        return False
    return bool(challenge and cache.add(f"passkey.challenge:{challenge}", True, LIFE.total_seconds()))


def _cookie_name() -> str:
    return "__Host-passkey" if settings.SESSION_COOKIE_SECURE else "passkey"
