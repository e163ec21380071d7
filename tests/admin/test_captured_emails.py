"""Copies of e-mails in the admin: a view right on them is no way into the accounts of others."""

from __future__ import annotations

import pytest
from django.urls import reverse

from invitations.models import Invitation
from network.common.admin import countable_by
from network.members.accounts.adapter import AccountAdapter
from notifications.choices import Kind
from notifications.models import CapturedEmail, Outbox
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, work

pytestmark = pytest.mark.rule("D07")
OPENING = ["account", "joined", "join", "join_reminder", "join_link", "welcome", "welcome_link"]


@pytest.fixture
def reader(viewer):
    """Test client of a member of staff who may view copies and nothing else."""
    return viewer("view_capturedemail")


@pytest.fixture
def invitation_mail(anna, bruno):
    invite(anna, bruno, "Dear Bruno")
    work()
    return CapturedEmail.objects.get()


def shown(browser, **query) -> set[int]:
    return {row.pk for row in browser.get(list_url(CapturedEmail), query).context["cl"].result_list}


def statuses(browser, mail) -> list[int]:
    html = reverse("admin:notifications_capturedemail_html", args=[mail.pk])
    return [browser.get(page_url(mail)).status_code, browser.get(html).status_code]


def test_a_reset_link_and_a_join_link_are_not_shown(invitation_mail, anna, reader):
    AccountAdapter().send_mail("account/email/password_reset_key", anna.email, {"user": anna})
    Invitation.objects.send_to_address(anna, "nina@example.net")
    work()
    assert CapturedEmail.objects.count() == 3
    assert shown(reader) == {invitation_mail.pk}
    for query in ({"q": "anna"}, {"q": "nina"}, {"to__in": anna.email}, {"to__in": "nina@example.net"}):
        assert shown(reader, **query) <= {invitation_mail.pk}


@pytest.mark.parametrize("kind", Kind.values)
def test_copies_that_open_an_account_are_for_superusers(invitation_mail, vera, reader, staff, kind):
    Outbox.objects.filter(message_id=invitation_mail.message_id).update(kind=kind)
    expected = [302, 404] if kind in OPENING else [200, 200]
    assert statuses(reader, invitation_mail) == expected
    assert bool(shown(reader)) is (kind not in OPENING)
    assert countable_by(vera, CapturedEmail.objects.all()).exists() is (kind not in OPENING)
    assert statuses(staff, invitation_mail) == [200, 200]
    assert shown(staff) == {invitation_mail.pk}


@pytest.mark.parametrize("message_id", ["", "<unknown@example.org>"])
def test_copies_without_an_outbox_row_are_for_superusers(invitation_mail, reader, staff, message_id):
    CapturedEmail.objects.update(message_id=message_id)
    assert shown(reader) == set()
    assert statuses(reader, invitation_mail) == [302, 404]
    assert statuses(staff, invitation_mail) == [200, 200]


def test_an_email_in_another_language_says_so(invitation_mail, staff):
    CapturedEmail.objects.update(language="ar")
    listed = staff.get(list_url(CapturedEmail)).content.decode()
    assert f'<bdi lang="ar" dir="rtl">{invitation_mail.subject}</bdi>' in listed
    assert '<pre lang="ar" dir="auto">' in staff.get(page_url(invitation_mail)).content.decode()
