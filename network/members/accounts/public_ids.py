"""What stands for a member or a passkey in links, pages and devices. It is encrypted: primary keys count who joined."""

from __future__ import annotations

from base64 import urlsafe_b64decode

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from network.common.sealing import Sealer
from network.members.models import Member

_reset_link = Sealer("network.members.accounts.reset-link", padding=16)
_passkey = Sealer("network.members.accounts.passkey", padding=16)
# Kept by the member's devices, so it must outlive a SECRET_KEY; 64 bytes at most.
_passkey_handle = Sealer("network.members.accounts.passkey-handle", padding=32, lasting=True)


def reset_uid(member: Member) -> str:
    """The part of a password reset link that names the member: letters and digits, as allauth's URL wants them."""
    return _reset_link.seal_bytes(member.pk).hex()


def member_of_reset_uid(uid: str) -> Member | None:
    """The member of a password reset link; None for an invalid one."""
    try:
        (pk,) = _reset_link.unseal_bytes(bytes.fromhex(uid))
    except ValueError:
        return None
    member: Member | None = Member.objects.filter(pk=pk).first()
    return member


def passkey_id(passkey: Authenticator) -> str:
    """The id of a passkey in URLs."""
    return _passkey.seal(passkey.pk)


def get_passkey(passkeys: QuerySet[Authenticator], public: str) -> Authenticator:
    """The passkey with this id in URLs. Raises `Http404` where there is none among `passkeys`."""
    try:
        (pk,) = _passkey.unseal(public)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(passkeys, pk=pk)


def passkey_handle(member: Member) -> bytes:
    """The user handle of WebAuthn, which a passkey stores beside the name of its member."""
    return _passkey_handle.seal_bytes(member.pk)


def passkey_of(handle: str, credential_id: str) -> Authenticator | None:
    """The passkey with this id, where it belongs to the member whom the user handle names; both as a browser sends them.

    Passkeys of earlier versions have stored allauth's handle, which anybody can make of a primary key. So a handle alone
    finds nobody, and the query is the same whether or not there is such a member.
    """
    try:
        pk = _member_pk(urlsafe_b64decode(handle + "=" * (-len(handle) % 4)))
    except (ValueError, ValidationError):
        return None
    passkeys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).select_related("user")
    return passkeys.filter(user__pk=pk, data__credential__rawId=credential_id).first()


def _member_pk(handle: bytes) -> int:
    """Raises `ValueError` or `ValidationError` for what is no handle."""
    try:
        (pk,) = _passkey_handle.unseal_bytes(handle)
    except ValueError:
        pk = url_str_to_user_pk(handle.decode())  # type: ignore[no-untyped-call]  # of allauth
    return int(pk)
