"""bin/fake_passkey.py: allauth can parse its registration."""

from allauth.mfa.webauthn.internal.auth import parse_registration_response

from tests.bin.scripts import load


def test_a_registration_names_its_origin_and_credential():
    response = load("fake_passkey").registration_response("https://people.example.org")
    parsed = parse_registration_response(response)
    assert parsed.response.client_data.origin == "https://people.example.org"
    assert parsed.response.attestation_object.auth_data.credential_data.credential_id == b"fake passkey"
