"""The adapter of allauth's multi-factor authentication: encrypted secrets, passkeys and error messages."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from network import site
from network.members.accounts.error_messages import TWO_STEP_ERRORS
from network.members.accounts.public_ids import passkey_handle
from network.members.models import Member

SALT = "network.members.accounts.mfa"


class TwoStepAdapter(DefaultMFAAdapter):
    """Secrets are stored encrypted; the relying party of passkeys is the host of SITE_URL."""

    error_messages = DefaultMFAAdapter.error_messages | TWO_STEP_ERRORS

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The <svg> element without the XML declaration, for inline use in HTML."""
        return "<svg" + super().build_totp_svg(url).partition("<svg")[2]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": site.current().name}

    def get_totp_issuer(self) -> str:
        """What authenticator apps show above the code."""
        return site.current().name

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What a passkey stores about its member: their handle in place of allauth's, which is the primary key."""
        return super().get_public_key_credential_user_entity(user) | {"id": passkey_handle(user)}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """The default name of a passkey: its number."""
        return _("Passkey %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}


def reset_mfa(member: Member) -> bool:
    """Delete a member's authenticator app, passkeys and recovery codes and notify them. False where there were none."""
    deleted, _by_model = Authenticator.objects.filter(user=member).delete()
    if deleted:
        get_adapter().send_notification_mail("account/email/two_step_reset", member, {"user": member})
    return bool(deleted)


def mark_code_as_used(member: Member, code: str) -> bool:
    """Remember a one-time code of this member until it has expired. False where it was used before."""
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return bool(cache.add(f"mfa.used:{member.pk}:{code}", True, timeout=lifetime))


def _keys() -> MultiFernet:
    """SECRET_KEY encrypts; the fallbacks only decrypt."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    digest = salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
