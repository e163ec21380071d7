"""The signed link that confirms an e-mail address, an alternative to the code.

It works on any device and without signing in, and it only verifies the address: only the code, in the browser that
requested it, also signs in. For a new account the link also asks for the password of the sign-up: otherwise a stranger
who signed up with the address of another person could have it confirmed by them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from network import clock
from network.common.sealing import Sealer
from network.members.models import Member

_sealer = Sealer("network.members.accounts.email_confirmation")


class Confirmation:
    """The content of a link: a member and an address, which may not be stored yet."""

    def __init__(self, email_address: EmailAddress) -> None:
        self.email_address = email_address

    @property
    def completes_signup(self) -> bool:
        """Whether the account has no verified address yet."""
        return bool(self.email_address.user.is_unverified)

    @property
    def key(self) -> str:
        made_at = int(clock.real_now().timestamp())
        return _sealer.seal(self.email_address.user_id, self.email_address.email, made_at)

    @classmethod
    def from_key(cls, key: str) -> Confirmation | None:
        """The confirmation of a link; None for an invalid, expired or used one, or where a member has the address.

        Of a link that we made the work is the same whatever has become of it.
        """
        try:
            pk, email, made_at = _sealer.unseal(key)
        except ValueError:
            return None
        age = timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
        is_old = datetime.fromtimestamp(made_at, UTC) + age < clock.real_now()
        is_taken = Member.objects.verified_with(email).exists()
        member = Member.objects.filter(pk=pk, is_active=True).first()
        stored = EmailAddress.objects.filter(user=pk, email=email).first()
        if is_old or is_taken or member is None:
            return None
        address = stored or EmailAddress(email=email)
        address.user = member
        return cls(address)

    def confirm(self, request: HttpRequest) -> EmailAddress | None:
        """Verify the address; None where that is no longer possible."""
        return self.email_address if get_adapter().confirm_email(request, self.email_address) else None
