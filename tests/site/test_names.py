"""Pages and e-mails say the name of the site record; that of the software stands in the foot of the pages alone."""

from __future__ import annotations

import re
from email import message_from_string
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from invitations.models import JoinLinkUse, Report
from network.members.models import ImportedPerson
from notifications import emails
from notifications.choices import Kind
from notifications.emails import MAIL_KINDS
from notifications.models import Outbox
from tests.admin.test_inspection import everything
from tests.browser import fixtures, page_sets
from tests.conftest import invite, mails, reception_of
from tests.factories import MemberFactory
from tests.languages import LANGUAGES
from tests.site.edit import edit_site

__all__ = ["everything"]

NAME = "Guild of Bookbinders"
RUNS_ON = "Runs on Acquaint"
PREFIXES = [
    str(path.relative_to(folder)).removesuffix("_subject.txt")
    for folder in [Path(settings.BASE_DIR / "templates")]
    for path in sorted(folder.glob("*/email/*_subject.txt"))
]


@pytest.fixture
def renamed(db):
    edit_site(name=NAME)


def names_of_the_software(text: str) -> list[str]:
    """Where a text says “Acquaint” outside of the foot, with what stands around it."""
    return re.findall(
        r".{0,30}acquaint(?!anc).{0,30}",
        text.replace(RUNS_ON, "").replace(str(settings.DATA_DIR), ""),
        re.IGNORECASE,
    )


@pytest.fixture(params=sorted({*page_sets.PAGE_SETS} - {"error_pages"}))
def page_set(request, renamed, anna, bruno, carla, clock):
    if request.param == "staff":
        return page_sets.staff(request.getfixturevalue("everything"))
    return page_sets.PAGE_SETS[request.param](fixtures.build(anna, bruno, carla, clock))


def test_pages(page_set, client_for):
    browser, faults = client_for(page_set.member), {}
    for name, path in page_set.pages.items():
        page = browser.get(path, follow=True).content.decode()
        faults[name] = names_of_the_software(page) or ([] if NAME in page else ["no name"])
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("name", page_sets.ERROR_TEMPLATES)
def test_error_pages(renamed, client_for, rf, name):
    request = rf.get("/")
    request.user = client_for().get("/").wsgi_request.user
    page = render_to_string(f"{name}.html", request=request)
    assert (names_of_the_software(page), NAME in page) == ([], True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_emails(renamed, anna, bruno, language):
    """Of each kind; a message without its context would leave out its sentences."""
    invitation = invite(anna, bruno, "Hello")
    reception_of(invitation).reply("Hello")
    JoinLinkUse.objects.create(nonce="0" * 32, member=bruno)
    ImportedPerson.objects.create(address=bruno.email, name="Bruno")
    reception_of(invite(MemberFactory(), MemberFactory())).report("spam", "")
    staff, report = MemberFactory(is_staff=True, is_superuser=True), Report.objects.get()
    row = {
        "address": bruno.email,
        "invitation": invitation,
        "language": language,
    }
    row["thread_message"] = invitation.messages.get()
    for kind in [kind for kind, mail in MAIL_KINDS.items() if mail.get_context]:
        member = staff if kind == Kind.STAFF else bruno
        message = emails.build(Outbox(kind=kind, key=f"{kind}:{report.pk}", member=member, **row))
        html = message.alternatives[0].content
        assert names_of_the_software(f"{message.subject} {message.body} {html}") == []
        assert NAME in message.body
        assert NAME in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_account_emails(renamed, anna, rf, prefix, language):
    with translation.override(language), context.request_context(rf.get("/")):
        mail = get_adapter()._render(prefix, anna.email, {"user": anna, "code": "1234"})
    assert names_of_the_software("".join(mail.values())) == []
    assert NAME in mail["text"]
    assert NAME in mail["html"]


def test_the_sender_of_e_mails(renamed, anna, bruno):
    invite(anna, bruno)
    assert f"From: {NAME} <hello@localhost>" in mails(bruno)[0].raw


@pytest.mark.parametrize(
    "name", ['Guild, "The" <a@example.net>; b@example.net', "نقابة مجلدي الكتب " * 3, "=?a", "Ä" * 60]
)
def test_a_name_is_one_word_of_the_sender(renamed, anna, bruno, name):
    edit_site(name=name)
    invite(anna, bruno)
    message = message_from_string(mails(bruno)[0].raw, policy=default)
    assert [(each.display_name, each.addr_spec) for each in message["From"].addresses] == [
        (name, "hello@localhost")
    ]


def test_the_authenticator(renamed, anna, rf):
    adapter = mfa_adapter()
    assert f"issuer={NAME}" in unquote(adapter.build_totp_url(anna, "secret"))
    assert adapter.get_public_key_credential_rp_entity()["name"] == NAME


def test_the_address_of_the_staff(renamed, client):
    edit_site(contact_address="office@example.org")
    assert 'href="mailto:office@example.org"' in client.get("/accounts/inactive/").content.decode()
