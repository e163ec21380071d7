"""No primary key can be read outside the admin: the numbers of two sign-ups would tell whether there was one between."""

from __future__ import annotations

import base64
import html
import io
import json
import zipfile
from email import message_from_string
from email.policy import default

import pytest
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core import signing
from django.test import Client
from django.utils.http import int_to_base36

from bin.fake_passkey import registration_response
from invitations.models import AllowanceRequest, Batch, Invitation, Report
from network import clock
from network.members.accounts.backends import AddressBackend
from network.members.accounts.public_ids import passkey_id
from network.members.models import Export, ImportedPerson, Member
from notifications.choices import Kind
from notifications.models import CapturedEmail, Outbox
from tests.authz.table import ALLAUTH_NAMES, FORM, TABLE, arguments, path
from tests.conftest import invite, reception_of, record_password_entry, work
from tests.factories import MemberFactory
from tests.members.account import sign_up
from tests.privacy.emails import send_emails_about
from tests.privacy.numbers import keys_in_database, readable_numbers
from tests.privacy.savepoints import reset_sequences, rolled_back

ROLES = ("anonymous", "sender", "recipient")
OUTSIDE_THE_ADMIN = [
    url.name for url in TABLE if not url.name.startswith(("admin:", "demo:", "/admin", "/demo"))
]


@pytest.fixture(autouse=True)
def far_keys(db):
    """Keys of each table that no other number is equal to."""
    reset_sequences()


def browser_of(member: Member | None) -> Client:
    """A client in which the member has just entered the password."""
    browser = Client()
    if member:
        browser.force_login(member, backend=f"{AddressBackend.__module__}.{AddressBackend.__name__}")
        record_password_entry(browser, member)
    return browser


def text_of(response) -> str:
    """Status line, headers, cookies and content of a response; a ZIP file is unpacked."""
    content = response.getvalue()
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join([*map(str.encode, archive.namelist()), *map(archive.read, archive.namelist())])
    body = html.unescape(content.decode(errors="replace"))
    return f"{response.headers}\n{response.cookies.output()}\n{body}"


def text_of_mail(mail: CapturedEmail) -> str:
    """The e-mail as it is stored, its decoded headers and parts, and its id on the site."""
    message = message_from_string(mail.raw, policy=default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return html.unescape("\n".join([mail.public_id, mail.raw, *map(str, message.items()), *parts]))


def queue_those_about_staff_and_hosts(member: Member) -> None:
    """The letter to staff, the answers of staff, and those to somebody whom staff have imported."""
    reception_of(invite(MemberFactory(), MemberFactory())).report("spam", "Again")
    staff = MemberFactory(is_staff=True, is_superuser=True)
    person = ImportedPerson.objects.create(address="ida@example.net", name="Ida Importata")
    to = {
        Kind.STAFF: {"member": staff, "address": staff.email},
        Kind.REPORT_HANDLED: {"member": member, "address": member.email},
        Kind.LIMIT_KEPT: {"member": member, "address": member.email},
        Kind.WELCOME: {"address": person.address},
        Kind.WELCOME_LINK: {"address": person.address},
    }
    for kind, fields in to.items():
        Outbox.objects.create(
            kind=kind,
            key=f"{kind}:{Report.objects.get().pk}",
            language="en",
            next_at=clock.database_now(),
            **fields,
        )


@pytest.fixture
def all_emails(people, invitation, clock):
    """E-mails of every kind."""
    sender = people["sender"]
    Invitation.objects.send_to_address(sender, "somebody.else@example.net", "We met in Modena.")
    Export.objects.request(sender)
    sign_up(Client())
    for address in ("nina@example.org", sender.email, "nobody@example.net"):
        Client().post("/accounts/password/reset/", {"email": address})
    browser_of(sender).post("/accounts/email/", {"action_add": "", "email": "anna.work@example.net"})
    work()
    send_emails_about(invitation, clock)
    AllowanceRequest.objects.create(member=sender, text="Please", requested_at=clock.now())
    sender.allowance.grant(1)
    AllowanceRequest.objects.create(member=sender, text="Please", requested_at=clock.now()).decline()
    queue_those_about_staff_and_hosts(sender)
    work()
    assert set(Outbox.objects.filter(status="sent").values_list("kind", flat=True)) == set(Kind.values)
    return CapturedEmail.objects.order_by("pk")


def test_no_email_has_a_primary_key(all_emails):
    subjects = {
        mail.subject for mail in all_emails if readable_numbers(text_of_mail(mail)) & keys_in_database()
    }
    assert subjects == set()
    assert any("/accounts/password/reset/key/" in mail.text for mail in all_emails)
    assert any("/accounts/confirm-email/" in mail.text for mail in all_emails)


def everything_of(people, invitation) -> dict[str, list]:
    """The arguments of all URLs; Bruno has a passkey and Anna an export."""
    bruno = people["recipient"]
    passkey = WebAuthn.add(bruno, "Laptop", registration_response("http://localhost")).instance
    return arguments(invitation, bruno) | {"passkey": [passkey_id(passkey)]}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_a_primary_key(people, invitation, role):
    browser, values = browser_of(people[role]), everything_of(people, invitation)
    keys = keys_in_database()
    responses = {name: browser.get(path(name, values)) for name in OUTSIDE_THE_ADMIN + ALLAUTH_NAMES}
    assert [name for name, response in responses.items() if readable_numbers(text_of(response)) & keys] == []
    assert sum(response.status_code == 200 for response in responses.values()) > 10


@pytest.mark.parametrize("role", ["sender", "recipient"])
def test_no_response_to_a_form_has_a_primary_key(people, invitation, role):
    values, found = everything_of(people, invitation), []
    for name in [url.name for url in TABLE if url.name in OUTSIDE_THE_ADMIN and url.post]:
        with rolled_back():
            response = browser_of(people[role]).post(path(name, values), FORM)
            found += [name] if readable_numbers(text_of(response)) & keys_in_database() else []
    assert found == []


def test_no_export_has_a_primary_key(all_emails, people):
    Batch.objects.submit(people["sender"], ["one@example.net", "two@example.net"])
    export = Export.objects.request(people["sender"])
    work()
    export.refresh_from_db()
    response = browser_of(people["sender"]).get(export.get_absolute_url())
    assert b"PK" in response.getvalue()[:2]
    assert readable_numbers(text_of(response)) & keys_in_database() == set()


def test_a_passkey_does_not_store_a_primary_key(people):
    page = browser_of(people["sender"]).get("/accounts/2fa/webauthn/add/")
    user = page.context["js_data"]["creation_options"]["publicKey"]["user"]
    assert readable_numbers(json.dumps(user)) & keys_in_database() == set()


LEAKS = {
    "decimal": str,
    "base 36": int_to_base36,
    "hexadecimal": lambda key: f"{key:x}",
    "JSON in base 64": lambda key: base64.urlsafe_b64encode(json.dumps([key, "x"]).encode()).decode(),
    "JSON in base 64 without padding": lambda key: base64.b64encode(f"[{key}]".encode()).decode().rstrip("="),
    "signed": lambda key: signing.Signer().sign_object([key, "x"]),
    "signed and compressed": lambda key: signing.dumps([key, "x" * 99], compress=True),
    "bytes in base 64": lambda key: base64.b64encode(key.to_bytes(8, "big")).decode(),
    "percent-encoded": lambda key: "".join(f"%{ord(digit):x}" for digit in str(key)),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_primary_key_is_found_however_it_is_written(anna, leak):
    written = LEAKS[leak](anna.pk)
    for text in (written, f"/u/{written}/", f'<input name="of" value="{written}">', f"('ETag', '{written}')"):
        assert anna.pk in readable_numbers(text)


def test_a_link_with_a_signed_primary_key_is_found(people, invitation, monkeypatch):
    leaking = signing.Signer().sign_object
    monkeypatch.setattr("notifications.emails.unsubscribe_token", lambda pk, switch: leaking([pk, switch]))
    invitation.sender.allowance.restrict()
    reception_of(invitation).reply("Where did we meet?")
    work()
    newest = CapturedEmail.objects.of(invitation.sender).order_by("pk").last()
    assert readable_numbers(text_of_mail(newest)) & keys_in_database() == {invitation.sender_id}
