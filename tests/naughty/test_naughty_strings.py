"""No string in any field or query parameter breaks a page, and none is shown unescaped.

`NAUGHTY_STRINGS=0` tries every string in every field; another number as many random ones in each field. Of the lists of the
admin it tries some strings, or some parameters.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bin.page_catalogue import CATALOGUE
from network.members.models import Member
from notifications.models import CapturedEmail, Outbox
from tests.authz.conftest import invitation, people
from tests.authz.table import arguments, path
from tests.conftest import work
from tests.members.account import (
    PASSWORD,
    activate_totp,
    find_link,
    latest_email_text,
    reauthenticate,
    sign_in,
    sign_up,
)
from tests.members.conftest import frozen_totp_step
from tests.naughty.fields import LEFT_OUT, MEMBERS, Field, fields, unchanged
from tests.naughty.strings import ALL, LARGE, SHORT, SPECIAL

__all__ = ["frozen_totp_step", "invitation", "people"]

STRINGS = int(os.environ.get("NAUGHTY_STRINGS", "1"))
ADMIN_SAMPLE = 30
SHOWN_AT = ("/invitations/", "/members/", "/members/anna/", "/mail/")
SHARDS = 2 if STRINGS else 16

SOME_FIELDS = {
    ("members:edit_profile", "file", "photo"),
    ("members:edit_profile", "form", "about"),
    ("members:profile", "path", "bruno"),
    ("members:signup_code", "form", "code"),
    ("invitations:send", "form", "email"),
    ("invitations:sent", "query", "state"),
    ("account_signup", "form", "name"),
    ("account_reset_password_from_key", "form", "password1"),
    ("mfa_authenticate", "form", "code"),
    ("admin:invitations_invitation_changelist", "query", "status__exact"),
}
"""Fields that must be found."""


@pytest.fixture
def browsers(people, invitation, frozen_totp_step) -> dict[str, Client]:
    """Role → a browser in which that person has signed in with a password, or is about to do something else."""
    roles = (*MEMBERS, "second_factor", "half signed in", "signing up", "resetting", "anonymous")
    browsers = {role: Client(raise_request_exception=False) for role in roles}
    for role in MEMBERS:
        people[role].set_password(PASSWORD)
        people[role].save()
        sign_in(browsers[role], people[role].email)
        reauthenticate(browsers[role])
    vera = Member.objects.create_user("vera@example.org", PASSWORD, "Vera Due")
    sign_in(browsers["second_factor"], vera.email)
    activate_totp(browsers["second_factor"])
    sign_in(browsers["half signed in"], vera.email)
    browsers["signing up"].post(
        reverse("account_signup_by_passkey"), {"name": "Nina", "email": "n@example.org"}
    )
    return browsers


@pytest.fixture
def all_fields(browsers, people, invitation) -> list[Field]:
    values = arguments(invitation, people["recipient"])
    values |= {"address": [people["recipient"].email], "story": ["refusal"]}
    values["address and e-mail"] = [*values["address"], *values["email"]]
    paths, single = {}, {}
    for url in CATALOGUE.values():
        with suppress(NoReverseMatch, KeyError):
            if url.name not in LEFT_OUT and not url.is_path:
                paths[url.name] = path(url.name, values)
                single |= {url.name: str(values[url.argument][-1])} if url.argument else {}
    sign_up(Client())
    paths["account_confirm_email"] = find_link(latest_email_text())
    paths["account_reset_password_from_key"] = open_reset_link(browsers["resetting"], people["stranger"])
    return fields(browsers, paths, single)


def open_reset_link(browser: Client, member: Member) -> str:
    """The path of the form for a new password."""
    browser.post(reverse("account_reset_password"), {"email": member.email})
    link = re.search(r"/accounts/password/reset/key/\S+", latest_email_text(member.email))[0]
    return browser.get(link)["Location"]


def chosen(all_fields: list[Field]) -> list[Field]:
    """All fields, or those outside the admin and a sample of it."""
    in_admin = [field for field in all_fields if field.url.startswith("admin:")]
    others = [field for field in all_fields if not field.url.startswith("admin:")]
    return all_fields if not STRINGS else [*others, *random.Random(1).sample(in_admin, ADMIN_SAMPLE)]


def strings_for(field: Field) -> list[str]:
    """All strings, or some that depend on the field alone; of the large ones at most one.

    The hundreds of parameters of the admin's lists get the special strings and some others, never the whole list.
    """
    draw = random.Random(f"{field.url} {field.kind} {field.name}")
    if STRINGS:
        return [*draw.sample(SHORT, STRINGS), *(draw.sample(LARGE, 1) if draw.random() < 0.05 else [])]
    if field.url.startswith("admin:"):
        return [*SPECIAL, *draw.sample(SHORT, len(SPECIAL))]
    return ALL if field.kind != "path" else SHORT


def is_unescaped(value: str, text: str) -> bool:
    """Whether the text has the value with its markup."""
    value = value.strip()
    return len(value) > 5 and "<" in value and value in text


def problems_of(field: Field, value: str, browsers: dict[str, Client]) -> Iterator[str]:
    """What is wrong after the value is sent: with the answer, the page it leads to, what the recipient sees, the e-mails."""
    browser = browsers[field.role]
    answer = field.submit(browser, value)
    pages = {"the answer": answer}
    if answer.status_code == 302 and field.kind in ("form", "file"):
        work()
        pages |= {where: browsers["recipient"].get(where) for where in SHOWN_AT}
        if answer["Location"].startswith("/"):
            pages["the next page"] = browser.get(answer["Location"])
        failed = Outbox.objects.filter(Q(status=Outbox.Status.FAILED) | Q(attempts__gt=1))
        yield from (f"e-mail {row.kind}: {row.reason}" for row in failed)
        for html in CapturedEmail.objects.values_list("html", flat=True):
            if is_unescaped(value, html):
                yield "unescaped in an e-mail"
    for name, page in pages.items():
        if page.status_code >= 500 and page.status_code not in (502, 503):  # 502: the sign-in provider
            yield f"{name}: {page.status_code} {page.exc_info and page.exc_info[1]!r}"
        elif "html" in page.get("Content-Type", "") and is_unescaped(value, page.content.decode()):
            yield f"{name}: unescaped"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_string_breaks_a_page(browsers, all_fields, shard):
    assert {(field.url, field.kind, field.name) for field in all_fields} >= SOME_FIELDS
    problems = []
    for field in chosen(all_fields)[shard::SHARDS]:
        for value in strings_for(field):
            with unchanged(browsers[field.role]):
                found = list(problems_of(field, value, browsers))
            problems += [f"{field.url} {field.kind} {field.name} {value[:60]!r}: {each}" for each in found]
    assert problems == []


def test_what_is_shown_as_it_was_typed_is_noticed(browsers, monkeypatch):
    headline = Field("members:edit_profile", "sender", "/settings/profile/", "form", "headline")
    monkeypatch.setattr("django.template.base.conditional_escape", str)
    assert "the next page: unescaped" in problems_of(headline, "<b>Restorer</b> of paper", browsers)


def test_an_error_is_noticed(browsers, monkeypatch):
    search = Field("members:directory", "sender", "/members/", "query", "q")
    monkeypatch.setattr("network.members.list_filters.search_query", lambda request: 1 / 0)
    assert [each[:15] for each in problems_of(search, "x", browsers)] == ["the answer: 500"]
