"""The credential of a passkey is checked before anything reads it: whatever is posted, the answer is the same error."""

from __future__ import annotations

import json
import tracemalloc
from copy import deepcopy

import pytest
from allauth.mfa import app_settings
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.utils import get_form_class
from django.core.exceptions import ValidationError
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode

from network.members.accounts.credential_field import (
    MAX_LENGTH,
    CredentialField,
    read_authentication,
    read_registration,
)
from tests.members.account import is_signed_in, reauthenticate
from tests.members.passkeys import FakePasskey, get_challenge, sign_in_with

CREATED, USED = FakePasskey().create(), FakePasskey(b"handle").get()
VALUES = [
    None, 1, 500_000_000, 1.5, True, [], {}, "", "é", "\0", "\ud800", "====", "A", "a b", [1],
    "A" * MAX_LENGTH,
]  # fmt: skip
TEXTS = ["", "[]", "null", "1", '"a"', "{", "[" * 1000, '{"a":' * 1000, "9" * 5000, '{"id":1}', "\0", "NaN"]
CLIENT_DATA = [
    b"[]", b"1", b"{", b"\xff\xfe", b"[" * 1000, b"9" * 5000, b'{"type": "webauthn.get", "origin": "http://a"}',
    b'{"type": 1, "challenge": "AA", "origin": "http://a"}',
    b'{"type": "webauthn.get", "challenge": 500000000, "origin": "http://a"}',
    b'{"type": "webauthn.get", "challenge": "AA", "origin": 1}',
]  # fmt: skip
CBOR = [
    b"", b"\x81" * 3000, b"\x9b" + b"\xff" * 8, b"\xbb" + b"\xff" * 8, b"\xa1\xa0\x00", b"\xff", b"\x62\xff\xff",
    b"\x62", b"\xc0", b"\x1b", b"\x80",
]  # fmt: skip
HEAD = bytes(32) + b"\x45" + bytes(4)
FORMS = {
    "authenticate_webauthn": allauth_forms.AuthenticateWebAuthnForm,
    "reauthenticate_webauthn": allauth_forms.ReauthenticateWebAuthnForm,
    "login_webauthn": allauth_forms.LoginWebAuthnForm,
    "add_webauthn": allauth_forms.AddWebAuthnForm,
    "signup_webauthn": allauth_forms.SignupWebAuthnForm,
}


def changed(credential, path, value):
    credential = deepcopy(credential)
    parent = credential["response"] if path in credential["response"] else credential
    parent[path] = value
    return credential


def changes(credential, **responses):
    """The credential with each of its fields replaced by each of VALUES, or by one of `responses`."""
    for path in (*credential, *credential["response"]):
        if path not in ("authenticatorAttachment", "userHandle"):
            yield from (changed(credential, path, value) for value in VALUES if (path, value) != OPTIONAL)
    for path, values in responses.items():
        yield from (changed(credential, path, websafe_encode(value)) for value in values)


OPTIONAL = ("clientExtensionResults", {})
BROKEN = [
    *((read_registration, text) for text in TEXTS),
    *((read_authentication, text) for text in TEXTS),
    *((read_registration, json.dumps(value)) for value in changes(
        CREATED, clientDataJSON=CLIENT_DATA, attestationObject=CBOR)),
    *((read_authentication, json.dumps(value)) for value in changes(
        USED, clientDataJSON=CLIENT_DATA, authenticatorData=[b"a" * 10, HEAD + b"zzz", *(HEAD + bytes(16) + cbor for cbor in CBOR)])),
    *((read_registration, json.dumps(FakePasskey().create(authData=data))) for data in (
        500_000_000, [], "a", HEAD, HEAD[:32] + b"\x05" + HEAD[33:], HEAD + bytes(18) + b"\xa1\x03\x26")),
    *((read_registration, json.dumps(CREATED | {"clientExtensionResults": {"credProps": value}})) for value in (1, [], None)),
    *((read_authentication, json.dumps(changed(USED, "userHandle", value))) for value in (1, "é", [], 500_000_000)),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_every_other_text_is_the_same_error(number):
    read, text = BROKEN[number]
    tracemalloc.start()
    with pytest.raises(ValidationError, match="That didn’t match"):
        CredentialField(read).clean(text)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 5_000_000


@pytest.mark.parametrize(("read", "credential"), [(read_registration, CREATED), (read_authentication, USED)])
def test_a_credential_keeps_the_fields_that_are_needed(read, credential):
    extras = {"response": credential["response"] | {"transports": ["usb\0"]}, "other": "\ud800"}
    value = CredentialField(read).clean(json.dumps(credential | extras))
    assert value == {name: part for name, part in credential.items() if name != "authenticatorAttachment"}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_passkeys_checks_it(name):
    form = get_form_class(app_settings.FORMS, name, FORMS[name])
    assert issubclass(form, FORMS[name])
    assert isinstance(form.base_fields["credential"], CredentialField)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [
    "", "{}", "nonsense", '{"response": {"userHandle": "AAAA"}}', '{"id": 500000000, "rawId": 500000000, "response": {}}',
    "[" * 1000, "9" * 5000,
])  # fmt: skip
def test_the_sign_in_answers_with_the_error(client, text):
    get_challenge(client)
    assert sign_in_with(client, text)["Location"] == "/accounts/login/"
    assert "That didn’t match." in client.get("/accounts/login/").content.decode()


def test_a_passkey_can_be_added_and_used(nina_browser):
    passkey, other = FakePasskey(), Client()
    reauthenticate(nina_browser)
    page = nina_browser.get("/accounts/2fa/webauthn/add/")
    options = page.context["js_data"]["creation_options"]["publicKey"]
    passkey.handle = websafe_decode(options["user"]["id"])
    credential = json.dumps(passkey.create(options["challenge"]))
    nina_browser.post("/accounts/2fa/webauthn/add/", {"name": "Laptop", "credential": credential})
    sign_in_with(other, passkey.get(get_challenge(other)))
    assert is_signed_in(other)


def test_a_passkey_that_cannot_be_read_is_not_added(nina_browser):
    reauthenticate(nina_browser)
    nina_browser.get("/accounts/2fa/webauthn/add/")
    page = nina_browser.post("/accounts/2fa/webauthn/add/", {"name": "Laptop", "credential": "[" * 1000})
    assert "That didn’t match." in page.content.decode()
