"""Names that run against the language, the direction of mails, and the header of their subjects."""

from __future__ import annotations

from email import message_from_string, policy

import pytest
from django.utils import translation

from network.common.text import isolate
from network.members.models import Connection, Member
from notifications.models import CapturedEmail
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory

LAYLA, ISOLATED = "ليلى حداد", "\u2068ليلى حداد\u2069"


@pytest.fixture
def layla(db):
    return MemberFactory(name=LAYLA, handle="layla", email="layla@example.org")


def set_language(member, language) -> None:
    Member.objects.filter(pk=member.pk).update(language=language)
    member.language = language


@pytest.mark.parametrize(
    ("language", "text", "result"),
    [
        ("en", "Anna Ricci", "Anna Ricci"),
        ("en", LAYLA, ISOLATED),
        ("it", "Anna حداد", "\u2068Anna حداد\u2069"),
        ("en", "田中 (Bob) 7", "田中 (Bob) 7"),
        ("en", "שרה", "\u2068שרה\u2069"),
        ("ar", LAYLA, LAYLA),
        ("ar", "Anna Ricci", "\u2068Anna Ricci\u2069"),
        ("ar", "", ""),
    ],
)
def test_isolates_where_the_directions_differ(language, text, result):
    with translation.override(language):
        assert isolate(text) == result


def test_a_name_in_subject_and_text_is_isolated(anna, bruno, layla):
    invite(layla, bruno, "Hello")
    [mail] = mails(bruno)
    assert mail.subject == f"{ISOLATED} would like to connect with you"
    assert f"because {ISOLATED} invited you" in mail.text
    invite(anna, bruno, "Hello")
    assert mails(bruno, "Anna Ricci")[0].subject == "Anna Ricci would like to connect with you"


def test_names_in_the_list_of_connections_are_isolated(anna, bruno, layla):
    Connection.objects.connect(bruno, layla)
    reception_of(invite(anna, bruno)).accept()
    work()
    assert f"- {ISOLATED}\n" in mails(anna)[0].text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("it", "ltr"), ("ar", "rtl")])
def test_the_body_has_language_and_direction_without_the_html_element(anna, bruno, language, direction):
    set_language(bruno, language)
    invite(anna, bruno, "Hello")
    [mail] = mails(bruno)
    body = mail.html.partition("<body>")[2]
    assert body.strip().startswith(f'<div lang="{language}" dir="{direction}">')
    assert f"<title>{mail.subject}</title>" in mail.html


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["Anna Ricci", LAYLA, LAYLA * 8, "é" * 80])
def test_a_subject_begins_on_the_line_of_its_header(anna, bruno, language, name):
    Member.objects.filter(pk=anna.pk).update(name=name)
    set_language(bruno, language)
    invite(Member.objects.get(pk=anna.pk), bruno)
    mail = CapturedEmail.objects.get(to=bruno.email)
    header = mail.raw.partition("Subject:")[2].partition("\nFrom:")[0].splitlines()
    assert all(line.strip() for line in header)
    assert max(len(line) for line in [f"Subject:{header[0]}", *header[1:]]) <= 78
    assert message_from_string(mail.raw, policy=policy.default)["Subject"] == mail.subject


def test_titles_attributes_and_messages_are_isolated(anna, layla, client_for):
    browser = client_for(anna)
    assert f"<title>{ISOLATED} · Acquaint</title>" in browser.get("/members/layla/").content.decode()
    assert f'aria-label="Connect with {ISOLATED}"' in browser.get("/members/").content.decode()
    page = browser.post("/members/layla/block/", follow=True).content.decode()
    assert f"You blocked {ISOLATED}, who is not told." in page
