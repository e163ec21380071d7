"""Tokens of the unsubscribe link: they never expire.

They name a member and a switch, or an address and the language in which it was written to.
"""

from __future__ import annotations

from django.core import signing

from network.common.sealing import Sealer

_sealer = Sealer("notifications.unsubscribe-link", padding=32, signed_before="notifications.unsubscribe")
_never_again = signing.Signer(salt="notifications.never-again")


def unsubscribe_token(member_id: int, switch: str) -> str:
    return _sealer.seal(member_id, switch)


def opt_out_token(address: str, language: str = "") -> str:
    return _never_again.sign_object([address, language])


def read_opt_out_token(token: str) -> tuple[str, str] | None:
    """The address of a non-member, and the language of the e-mail; None for an invalid token.

    Tokens of before 0.2.0 name the address alone.
    """
    try:
        value = _never_again.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    address, language = [value, ""] if isinstance(value, str) else value
    return address, language


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """The member's id and the switch of `EmailPreferences`; None for an invalid token."""
    try:
        member_id, switch = _sealer.unseal(token)
    except ValueError:
        return None
    return member_id, switch
