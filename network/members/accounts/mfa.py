"""Two-step sign-in: how its secrets are kept, what passkeys are bound to, and its words."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.members.models import Member

SALT = "network.members.accounts.mfa"


class TwoStepAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted in the database; passkeys belong to the host of SITE_URL."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not match. Try again with a fresh code."),
        "unverified_email": gettext_lazy("Confirm your e-mail addresses first, or remove those you cannot."),
        "cannot_generate_recovery_codes": gettext_lazy("Add an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture alone, to stand within a page."""
        return "<svg" + super().build_totp_svg(url).partition("<svg")[2]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Passkeys are numbered until their member names them."""
        return _("Passkey %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}


def reset_mfa(member: Member) -> bool:
    """Forget the app, the passkeys and the codes of somebody who lost them, and write to them. False: had none."""
    forgotten, _each = Authenticator.objects.filter(user=member).delete()
    if forgotten:
        get_adapter().send_notification_mail("account/email/two_step_reset", member, {"user": member})
    return bool(forgotten)


def _keys() -> MultiFernet:
    """The first encrypts, all decrypt: as Django does with what it signs."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    digest = salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
