"""A passkey of a member: what a browser posts after creating it and after signing in with it."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData, CollectedClientData

RP_ID, ORIGIN = "localhost", "http://localhost"
LOGIN = "/accounts/2fa/webauthn/login/"
FLAG = AuthenticatorData.FLAG


class FakePasskey:
    """Keeps its private key, so that it can sign in; `handle` is the user handle that it stores."""

    def __init__(self, handle: bytes = b"", credential_id: bytes = b"one passkey") -> None:
        self.handle, self.credential_id = handle, credential_id
        self.key = ec.generate_private_key(ec.SECP256R1())

    def create(self, challenge: str = "AAAA", **attestation: Any) -> dict[str, Any]:
        """The credential after creating it; `attestation` replaces parts of the attestation object."""
        public_key = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public_key)
        data = AuthenticatorData.create(sha256(RP_ID.encode()), FLAG.UP | FLAG.UV | FLAG.AT, 0, credential)
        parts = {"fmt": "none", "authData": bytes(data), "attStmt": {}} | attestation
        client_data = CollectedClientData.create("webauthn.create", challenge, ORIGIN)
        return self._credential(
            client_data, attestationObject=websafe_encode(cbor.encode(parts))
        ) | {"clientExtensionResults": {"credProps": {"rk": True}}}  # fmt: skip

    def get(self, challenge: str = "AAAA") -> dict[str, Any]:
        """The credential after signing in."""
        client_data = CollectedClientData.create("webauthn.get", challenge, ORIGIN)
        data = AuthenticatorData.create(sha256(RP_ID.encode()), FLAG.UP | FLAG.UV, 0)
        signature = self.key.sign(data + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            client_data, authenticatorData=websafe_encode(data), signature=websafe_encode(signature),
            userHandle=websafe_encode(self.handle),
        )  # fmt: skip

    def _credential(self, client_data: CollectedClientData, **response: str) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {
            "id": name, "rawId": name, "type": "public-key", "authenticatorAttachment": "platform",
            "response": {"clientDataJSON": client_data.b64, **response}, "clientExtensionResults": {},
        }  # fmt: skip


def get_challenge(browser: Client) -> str:
    """The challenge of a sign-in with a passkey, as the script of the page asks for it."""
    answer = browser.get(LOGIN, headers={"accept": "application/json"}).json()
    return str(answer["request_options"]["publicKey"]["challenge"])


def sign_in_with(browser: Client, credential: Any, **headers: str) -> Any:
    text = credential if isinstance(credential, str) else json.dumps(credential)
    return browser.post(LOGIN, {"credential": text}, headers=headers)
