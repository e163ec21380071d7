from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from network.common.addresses import InvalidAddress, parse_address


@dataclass(frozen=True)
class Identity:
    """An account at the provider: `subject` names it for ever.

    `address` is canonical, and empty unless the provider has verified it.
    """

    subject: str
    address: str = ""
    name: str = ""

    @classmethod
    def from_claims(cls, claims: dict[str, Any]) -> Identity:
        """Out of claims whose token has been checked."""
        name = claims.get("name")
        return cls(claims["sub"], _verified_address(claims), name.strip() if isinstance(name, str) else "")

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def _verified_address(claims: dict[str, Any]) -> str:
    """The address of the claim `email` if `email_verified` is true: a text such as "true" is none of the standard."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return ""
    try:
        return parse_address(email)
    except InvalidAddress:
        return ""
