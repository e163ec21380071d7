"""Encrypted values for URLs: nobody can read or change them, and the same values give the same text."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

MAX_LENGTH = 2000


class Sealer:
    """Encrypts lists of values for one purpose, with AES-SIV, which authenticates them too.

    SECRET_KEY encrypts and its fallbacks only decrypt; `lasting`: HASH_KEY does both, for what must outlive a SECRET_KEY.
    The values are padded to a multiple of `padding` bytes, so that the length does not reveal the size of a key.
    `signed_before` is the salt under which earlier versions signed the same values: their texts stay valid.
    """

    def __init__(
        self, purpose: str, *, padding: int = 64, lasting: bool = False, signed_before: str = ""
    ) -> None:
        self.purpose, self.padding, self.lasting = purpose, padding, lasting
        self.signed_before = signed_before

    def seal(self, *values: Any, bound_to: tuple[str, ...] = ()) -> str:
        """The values as URL-safe text. It is valid with the same `bound_to` only."""
        return urlsafe_b64encode(self.seal_bytes(*values, bound_to=bound_to)).decode().rstrip("=")

    def unseal(self, text: str, bound_to: tuple[str, ...] = ()) -> list[Any]:
        """The values of a text. Raises `ValueError` for an invalid one."""
        if len(text) > MAX_LENGTH:
            raise ValueError("The text is too long.")
        try:
            return self.unseal_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), bound_to)
        except ValueError:
            if not self.signed_before:
                raise
        return self._unsign(text)

    def seal_bytes(self, *values: Any, bound_to: tuple[str, ...] = ()) -> bytes:
        plaintext = json.dumps(values).encode()
        padded = plaintext.ljust(-(-len(plaintext) // self.padding) * self.padding)
        return self._ciphers()[0].encrypt(padded, _encoded(bound_to))

    def unseal_bytes(self, data: bytes, bound_to: tuple[str, ...] = ()) -> list[Any]:
        """The values of what `seal_bytes` returned. Raises `ValueError` for anything else."""
        for cipher in self._ciphers():
            try:
                values: list[Any] = json.loads(cipher.decrypt(data, _encoded(bound_to)))
            except InvalidTag:
                continue
            return values
        raise ValueError("Encrypted with another key, or changed.")

    def _unsign(self, text: str) -> list[Any]:
        try:
            return list(signing.Signer(salt=self.signed_before).unsign_object(text))
        except signing.BadSignature as error:
            raise ValueError("Signed with another key, or changed.") from error

    def _ciphers(self) -> list[AESSIV]:
        keys = [settings.HASH_KEY] if self.lasting else [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return [AESSIV(salted_hmac(self.purpose, "seal", key, algorithm="sha256").digest()) for key in keys]


def _encoded(bound_to: tuple[str, ...]) -> list[bytes]:
    return [part.encode() for part in bound_to]
