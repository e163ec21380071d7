"""A passkey without a device, for screenshots and tests."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


def registration_response(origin: str) -> dict[str, object]:
    """What a browser sends to the site at `origin` after creating a passkey. Its private key is discarded."""
    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, b"fake passkey", public_key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    authenticator_data = AuthenticatorData.create(bytes(32), flags, 0, credential)
    attestation = AttestationObject.create("none", authenticator_data, {})
    client_data = CollectedClientData.create("webauthn.create", b"challenge", origin)
    credential_id = websafe_encode(credential.credential_id)
    return {
        "id": credential_id,
        "rawId": credential_id,
        "type": "public-key",
        "response": {"clientDataJSON": client_data.b64, "attestationObject": websafe_encode(attestation)},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
