"""The link that confirms an address, beside the code that is asked for where the address was given.

Whoever has read the mail may follow it, on any device and without signing in. It proves the address and no more:
only the code, in the browser that asked for it, goes on to sign in. Who is joining types the password of that sign-up
too: somebody else may have chosen it, and would sign in with it.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core import signing
from django.http import HttpRequest

from network.members.models import Member

SALT = "network.members.accounts.email_confirmation"


class Confirmation:
    """What a link stands for: that this member has this address, which may not be on record yet."""

    def __init__(self, email_address: EmailAddress) -> None:
        self.email_address = email_address

    @property
    def completes_signup(self) -> bool:
        """Whether it makes a member of somebody who is none yet."""
        return bool(self.email_address.user.is_unverified)

    @property
    def key(self) -> str:
        return signing.dumps([self.email_address.user_id, self.email_address.email], salt=SALT)

    @classmethod
    def from_key(cls, key: str) -> Confirmation | None:
        """What is asked for, unless the link is not ours, has run out or was used."""
        try:
            age = timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
            pk, email = signing.loads(key, salt=SALT, max_age=age)
        except signing.BadSignature:
            return None
        member = Member.objects.filter(pk=pk, is_active=True).first()
        address = member and (
            member.emailaddress_set.filter(email=email).first() or EmailAddress(user=member, email=email)
        )
        return cls(address) if address and not address.verified else None

    def confirm(self, request: HttpRequest) -> EmailAddress | None:
        return self.email_address if get_adapter().confirm_email(request, self.email_address) else None
