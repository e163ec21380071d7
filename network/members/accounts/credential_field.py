"""The credential that a browser posts after it has created or used a passkey.

fido2 trusts the types in it: of a number it makes so many bytes, and what it cannot read raises all kinds of errors. So
everything is checked here first.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from cryptography.exceptions import InvalidSignature
from django import forms
from fido2 import cbor
from fido2.utils import websafe_decode
from fido2.webauthn import AttestedCredentialData, AuthenticationResponse, RegistrationResponse

MAX_LENGTH = 20_000
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError,
    struct.error,
)  # fmt: skip
"""What json, base64, fido2 and its CBOR reader raise for what they cannot read."""

T = TypeVar("T")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class CredentialField(forms.CharField):
    """The credential as a dictionary of the needed fields; any other text is the error of one that does not match.

    `read` is `read_registration` or `read_authentication`.
    """

    widget = forms.HiddenInput

    def __init__(self, read: Callable[[str], dict[str, Any]], **kwargs: Any) -> None:
        self.read = read
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            return self.read(value or "")
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


def read_registration(text: str) -> dict[str, Any]:
    """The credential of a new passkey, whose key can verify signatures. Raises one of `UNREADABLE`."""
    credential, results = _read(text, "attestationObject")
    attestation = _object(cbor.decode(websafe_decode(credential["response"]["attestationObject"])))
    _typed(bytes, attestation["authData"])
    registration = RegistrationResponse.from_dict(credential)
    key = _typed(AttestedCredentialData, registration.response.attestation_object.auth_data.credential_data)
    with suppress(InvalidSignature):
        key.public_key.verify(b"", b"")
    resident = _object(results.get("credProps", {})).get("rk")
    properties = {"rk": resident} if isinstance(resident, bool) else {}
    return credential | {"clientExtensionResults": {"credProps": properties}}


def read_authentication(text: str) -> dict[str, Any]:
    """The credential of a passkey that was used. Raises one of `UNREADABLE`."""
    credential, _results = _read(text, "authenticatorData", "signature", optional="userHandle")
    AuthenticationResponse.from_dict(credential)
    return credential


def _read(text: str, *names: str, optional: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """The credential with these fields of the response, and the results of its extensions."""
    if len(text) > MAX_LENGTH:
        raise ValueError("The credential is too long.")
    posted = _object(json.loads(text))
    response = _object(posted["response"])
    if response.get(optional) not in (None, ""):
        names = (*names, optional)
    if posted["type"] != "public-key":
        raise ValueError("Not the credential of a passkey.")
    credential: dict[str, Any] = {
        "id": _base64url(posted["id"]),
        "rawId": _base64url(posted["rawId"]),
        "type": "public-key",
        "response": {name: _base64url(response[name]) for name in ("clientDataJSON", *names)},
        "clientExtensionResults": {},
    }
    client_data = _object(json.loads(websafe_decode(credential["response"]["clientDataJSON"]).decode()))
    _typed(str, client_data["type"])
    _typed(str, client_data["origin"])
    _base64url(client_data["challenge"])
    return credential, _object(posted.get("clientExtensionResults", {}))


def _base64url(value: Any) -> str:
    """The text without padding."""
    if not _BASE64URL.fullmatch(_typed(str, value)):
        raise ValueError("Not base64url.")
    return str(value).rstrip("=")


def _object(value: Any) -> dict[str, Any]:
    return _typed(dict, value)


def _typed(expected: type[T], value: Any) -> T:
    if not isinstance(value, expected):
        raise TypeError(f"Not a {expected.__name__}.")
    return value
