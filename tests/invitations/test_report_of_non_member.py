"""Somebody who is no member reports an invitation by the link of its e-mail."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from invitations import policy, tokens
from invitations.choices import CancelReason
from invitations.errors import NotOpen
from invitations.models import (
    Delivery,
    Invitation,
    InvitationEvent,
    NonMember,
    Reception,
    Refusal,
    Report,
)
from invitations.worker.non_members import cancel_reason_for_non_member
from tests.conftest import invite, mails, tick, work
from tests.factories import MemberFactory
from tests.invitations.test_report_after_ending import ADDRESS, FORM, link


def test_the_report_page_is_in_the_language_of_its_reader(to_ada, anna, bruno, client_for):
    type(anna).objects.update(language="it")
    invitation = invite(anna, bruno)
    type(anna).objects.filter(pk=bruno.pk).update(language="ar")
    assert client_for().get(link(to_ada, language="ar"))["Content-Language"] == "ar"
    bruno.refresh_from_db()
    assert client_for().get(link(invitation, bruno))["Content-Language"] == "ar"
    old = reverse("invitations:report_from_email", args=[tokens._report.seal(to_ada.public_id)])
    assert client_for().get(old)["Content-Language"] == "it"


def test_the_report_page_warns_whoever_is_signed_in_with_another_account(
    to_ada, anna, bruno, carla, client_for
):
    path = link(invite(anna, bruno), bruno)
    warning = "You are signed in as <bdi>Carla Longo</bdi>"
    assert f"{warning}. This page belongs to <bdi>Bruno Verdi</bdi>" in client_for(carla).get(path).text
    assert f"{warning}. This page belongs to whoever got" in client_for(carla).get(link(to_ada)).text
    for browser in (client_for(), client_for(bruno)):
        assert "You are signed in as" not in browser.get(path).text


def test_the_report_page_does_not_tell_who_has_joined_with_the_address(to_ada, carla, client_for):
    MemberFactory(email=ADDRESS, name="Ada Joined")
    assert "Ada Joined" not in client_for(carla).get(link(to_ada)).text


@pytest.fixture
def to_ada(anna):
    """Anna's invitation to somebody who is no member, e-mailed."""
    invitation = Invitation.objects.send_to_address(anna, ADDRESS, "Buy my course")
    work()
    return invitation


@pytest.mark.parametrize("ending", [None, Invitation.withdraw, Invitation.close])
def test_a_non_member_reports(to_ada, anna, client_for, ending):
    if ending:
        ending(to_ada)
    page = client_for().post(link(to_ada), FORM).content.decode()
    assert "The staff will read" in page
    report = Report.objects.get()
    assert (report.reporter, report.reported, report.comment) == (None, anna, "Again and again")
    assert "Buy my course" in report.evidence
    assert not Refusal.objects.exists()
    work()
    assert mails(anna) == []
    row = to_ada.outbox.get(kind="reported")
    assert (row.member, row.reason) == (anna, "silent by rule R24")


def test_a_non_member_reports_once(to_ada, client_for):
    pages = {client_for().post(link(to_ada), FORM).status_code for _ in range(2)}
    assert (pages, Report.objects.count()) == ({200}, 1)
    assert InvitationEvent.objects.filter(kind="reported").count() == 1


def test_the_time_for_a_non_member(to_ada, client_for, clock):
    to_ada.withdraw()
    clock.move(days=policy.REPORT_DAYS)
    assert "can’t be reported any more" in client_for().post(link(to_ada), FORM).content.decode()
    with pytest.raises(NotOpen):
        Report.file_by_non_member(to_ada, "spam")
    assert not Report.objects.exists()


@pytest.mark.parametrize("never_again", [True, False])
def test_a_reported_sender_reaches_the_address_no_more(to_ada, anna, carla, client_for, clock, never_again):
    client_for().post(link(to_ada), FORM | ({"never_again": "on"} if never_again else {}))
    assert cancel_reason_for_non_member(to_ada) == CancelReason.REFUSED
    clock.move(days=8)
    tick()
    to_ada.follow_up("Once more")
    Invitation.objects.send_to_address(carla, ADDRESS)
    work()
    assert len(mails(ADDRESS, "Anna")) == 1
    assert bool(mails(ADDRESS, "Carla")) is not never_again
    assert NonMember.objects.has_opted_out(ADDRESS) is never_again


def test_a_reported_sender_is_refused_after_joining(to_ada, client_for):
    client_for().post(link(to_ada), FORM)
    ada = MemberFactory(email=ADDRESS)
    tick()
    assert to_ada.deliveries.get(kind="invitation").outcome == Delivery.Outcome.REFUSED
    assert not Reception.objects.of(ada).exists()


def test_staff_handle_the_report_of_a_non_member(to_ada, anna, client_for, admin_user):
    client_for().post(link(to_ada), FORM)
    report = Report.objects.get()
    with pytest.raises(NotOpen):
        report.void_refusal(admin_user)
    page = client_for(admin_user).get(f"/admin/invitations/report/{report.pk}/change/").content.decode()
    assert "not a member" in page
    assert (
        "reported the invitation"
        in client_for(admin_user).get(f"/admin/invitations/invitation/{to_ada.pk}/change/").text
    )
    report.restrict_account(admin_user)
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at


def test_posts_are_limited(to_ada, client_for, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report_from_email": "2/m/ip"}
    assert [client_for().post(link(to_ada), {}).status_code for _ in range(3)] == [200, 200, 429]


def test_other_errors_of_the_database_are_raised(to_ada, monkeypatch):
    monkeypatch.setattr("invitations.models.report.violated_constraint", lambda error: "another")
    Report.file_by_non_member(to_ada, "spam")
    with pytest.raises(Exception, match=r"(?i)unique"):
        Report.file_by_non_member(to_ada, "spam")


def test_names_with_links_are_not_shown_to_non_members(to_ada, anna, client_for):
    type(anna).objects.filter(pk=anna.pk).update(name="Win at www.example.com")
    page = client_for().get(link(to_ada)).content.decode()
    assert "A member of Acquaint" in page
    assert not re.search("www.example", page)


def test_deleting_an_account_erases_what_its_address_reported(to_ada, client_for):
    client_for().post(link(to_ada), FORM)
    MemberFactory(email=ADDRESS).leave()
    work()
    report = Report.objects.get()
    assert (report.comment, report.evidence) == ("", "")
