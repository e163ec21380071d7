"""The link that proves an address before there is an account: it leads to the form of an account or of an application.

What it leads to depends on the policy at the moment when it is opened, and it ends when a member has the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from network import clock
from network.common.sealing import Sealer
from network.members.models.member import Member

LIFE = timedelta(days=14)
_sealer = Sealer("network.members.accounts.signup_link")


@dataclass(frozen=True)
class SignupLink:
    """The content of a link; `mailed_at` is when its e-mail was written."""

    address: str
    language: str
    mailed_at: datetime

    @classmethod
    def make(cls, address: str, language: str) -> SignupLink:
        return cls(address, language, clock.now())

    @property
    def token(self) -> str:
        return _sealer.seal(self.address, self.language, int(self.mailed_at.timestamp()))

    @classmethod
    def from_token(cls, token: str) -> SignupLink | None:
        """The link; None for an invalid token."""
        try:
            address, language, mailed_at = _sealer.unseal(token)
        except ValueError:
            return None
        return cls(address, language, datetime.fromtimestamp(mailed_at, UTC))

    @property
    def is_usable(self) -> bool:
        """Whether it is young, and no member has the address. The work is the same whatever is so."""
        is_taken = Member.objects.verified_with(self.address).exists()
        return self.mailed_at > clock.now() - LIFE and not is_taken
