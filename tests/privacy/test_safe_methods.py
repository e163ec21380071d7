"""GET and HEAD change nothing. Mail scanners open every link of every e-mail, several times."""

from __future__ import annotations

import html
import re
from itertools import product

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from invitations.models import Invitation
from invitations.views import lists
from network.members.models import Connection, Member
from notifications.choices import Kind
from notifications.models import CapturedEmail, Outbox
from tests.authz.table import ALLAUTH_NAMES, ROLES, arguments, path, paths
from tests.conftest import work
from tests.privacy.emails import send_emails_about
from tests.privacy.writes import writes

SENT_KINDS = {
    Kind.INVITATION, Kind.FOLLOW_UP, Kind.REMINDER, Kind.MESSAGE, Kind.REPLY, Kind.ACCEPTED,
    Kind.RESTRICTED, Kind.LIFTED, Kind.EXPORT_READY, Kind.JOIN, Kind.JOIN_REMINDER, Kind.JOIN_LINK, Kind.JOINED,
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_no_page_writes(client_for, people, invitation, role):
    browser = client_for(people[role])
    values = arguments(invitation, people["recipient"])
    addresses = [*paths(invitation, people["recipient"]).values()]
    addresses += [path(name, values) for name in ALLAUTH_NAMES]
    for method, address in product((browser.get, browser.head), addresses):
        with writes() as tables:
            method(address)
        assert tables == [], address


def test_no_page_begins_a_session_for_a_visitor(people, invitation):
    """They would stay for two weeks, and nothing limits GET."""
    before = Session.objects.count()
    values = arguments(invitation, people["recipient"])
    addresses = ["/admin/login/", *paths(invitation, people["recipient"]).values()]
    addresses += [path(name, values) for name in ALLAUTH_NAMES]
    of_scripts = {"x-requested-with": "XMLHttpRequest", "accept": "application/json", "hx-request": "true"}
    for address, headers in product(addresses, ({}, of_scripts)):
        Client().get(address + "?next=/&email=a@b.example", headers=headers)
        Client().head(address, headers=headers)
        assert Session.objects.count() == before, (address, headers)


@pytest.mark.rule("R11")
def test_no_link_of_an_email_writes(client_for, all_emails):
    assert all_emails.count() >= len(SENT_KINDS)
    for mail in all_emails:
        links = links_of(mail)
        assert links, mail.subject
        browsers = (client_for(), client_for(Member.objects.filter(email=mail.to).first()))
        for browser, link, _again in product(browsers, links, range(3)):
            with writes() as tables:
                responses = browser.get(link), browser.head(link)
            assert tables == [], link
            gone = {404} if "/card/" in link else set()  # once its reader has joined
            assert {response.status_code for response in responses} <= {200, 302} | gone, link


@pytest.mark.rule("R11", "R12")
def test_one_post_accepts_and_a_second_changes_nothing(client_for, people, invitation):
    mail = CapturedEmail.objects.of(people["recipient"]).get(subject__contains="Anna")
    link = next(link for link in links_of(mail) if "/i/" in link and "/report/" not in link)
    for _ in range(3):
        client_for().get(link)
    assert client_for().post(link).status_code == 302
    work()
    assert Connection.objects.are_connected(people["sender"], people["recipient"])
    before = state()
    assert client_for().post(link).status_code == 302
    work()
    assert state() == before


def test_a_page_that_writes_is_detected(client_for, people, invitation, monkeypatch):
    update = Invitation.objects.filter(pk=invitation.pk).update
    monkeypatch.setattr(lists, "render", lambda *args, **kwargs: HttpResponse(update(note="seen")))
    browser = client_for(people["sender"])
    with writes() as tables:
        browser.get("/invitations/sent/")
    assert tables == ["invitations_invitation"]


@pytest.fixture
def all_emails(people, invitation, clock):
    """At least one captured e-mail of each kind that these verbs send."""
    send_emails_about(invitation, clock)
    assert set(Outbox.objects.filter(status="sent").values_list("kind", flat=True)) == SENT_KINDS
    return CapturedEmail.objects.all()


def links_of(mail: CapturedEmail) -> set[str]:
    """Every link to the site, of the HTML and text parts."""
    links = re.findall(r'href="([^"]+)"', mail.html) + re.findall(r"https?://[^\s<>]+", mail.text)
    links = map(html.unescape, links)
    return {link.removeprefix(settings.SITE_URL) for link in links if link.startswith(settings.SITE_URL)}


def state() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Invitation, Outbox, CapturedEmail, Connection)
    ]
