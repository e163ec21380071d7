"""An invitation that has reached somebody can be reported for a while after it ended."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from invitations import policy, tokens
from invitations.errors import NotOpen
from invitations.models import (
    Block,
    Invitation,
    Refusal,
    Report,
)
from invitations.tokens import report_token
from tests.conftest import invite, mails, reception_of, refuse, tick, work

ADDRESS = "ada@example.net"
ENDINGS = {
    "withdrawn": lambda invitation, reader: invitation.withdraw(),
    "closed": lambda invitation, reader: invitation.close(),
    "blocked": lambda invitation, reader: Block.objects.block(reader, invitation.sender),
}


@pytest.fixture(params=ENDINGS)
def ended(request, anna, bruno):
    """Anna's invitation to Bruno, delivered and ended."""
    invitation = invite(anna, bruno, "Buy my course")
    ENDINGS[request.param](invitation, bruno)
    work()
    return invitation


def link(invitation, addressee=None, language="en") -> str:
    return reverse("invitations:report_from_email", args=[report_token(invitation, addressee, language)])


TOO_LATE = "This invitation can’t be reported any more"
FORM = {"reason": "spam", "comment": "Again and again"}


def test_a_report_after_the_end_refuses_and_reaches_the_staff(ended, anna, bruno):
    reception_of(ended).report("spam")
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1
    report = Report.objects.open().get()
    assert (report.reporter, report.reported, "Buy my course" in report.evidence) == (bruno, anna, True)
    work()
    assert mails(anna) == []


@pytest.mark.parametrize("days", [policy.REPORT_DAYS - 1, policy.REPORT_DAYS])
def test_the_time_for_a_report_after_the_end(ended, bruno, clock, client_for, days):
    clock.move(days=days)
    path = reverse("invitations:report", args=[ended.public_id])
    in_time = days < policy.REPORT_DAYS
    assert (f'href="{path}"' in client_for(bruno).get("/members/anna/").content.decode()) is in_time
    assert client_for(bruno).get(path).status_code == (200 if in_time else 302)
    client_for().post(link(ended), FORM)
    assert Report.objects.exists() is in_time


def test_one_report_for_each_invitation(ended, bruno, client_for):
    path = reverse("invitations:report", args=[ended.public_id])
    assert client_for(bruno).post(path, FORM)["Location"] == "/invitations/"
    client_for(bruno).post(path, FORM)
    client_for().post(link(ended), FORM)
    assert Report.objects.count() == 1
    assert path not in client_for(bruno).get("/members/anna/").content.decode()


def test_the_link_does_not_tell_whether_it_was_reported(anna, bruno, client_for):
    """Its e-mail may have been forwarded to the sender."""
    path = link(invite(anna, bruno))
    before = client_for().get(path).content.decode()
    answers = [
        client_for().post(path, FORM).content.decode().partition("<main")[2].partition("</main>")[0]
        for _ in range(2)
    ]
    assert "Reported" not in before
    assert client_for().get(path).content.decode().count("<form") == before.count("<form")
    assert "Reported" not in client_for().get(path).content.decode()
    assert answers[0] == answers[1]
    assert "The staff will read" in answers[0]
    assert Report.objects.count() == 1


def test_a_reported_invitation_is_offered_as_long_as_another(ended, clock, client_for):
    client_for().post(link(ended), FORM)
    assert "Report <bdi>Anna Ricci</bdi>" in client_for().get(link(ended)).content.decode()
    clock.move(days=policy.REPORT_DAYS)
    assert TOO_LATE in client_for().get(link(ended)).content.decode()


def test_the_page_of_the_invitation_stays_unknown(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    assert client_for(bruno).get(invitation.get_absolute_url()).status_code == 404
    page = client_for(bruno).get(reverse("invitations:report", args=[invitation.public_id])).content.decode()
    assert '<a href="/members/anna/">Back to the profile</a>' in page


def test_nothing_to_report_without_a_delivery(anna, bruno, client_for):
    Block.objects.block(bruno, anna)
    invitation = invite(anna, bruno)
    invitation.withdraw()
    assert "/report/" not in client_for(bruno).get("/members/anna/").content.decode()
    assert (
        client_for(bruno).get(reverse("invitations:report", args=[invitation.public_id])).status_code == 404
    )
    assert TOO_LATE in client_for().get(link(invitation)).content.decode()


def test_other_members_can_report_nothing(ended, anna, carla, client_for):
    path = reverse("invitations:report", args=[ended.public_id])
    assert "/report/" not in client_for(carla).get("/members/anna/").content.decode()
    assert {client_for(member).post(path, FORM).status_code for member in (carla, anna)} == {404}
    assert "/report/" not in client_for(anna).get("/members/bruno/").content.decode()


def test_what_is_live_is_reported_in_place_of_what_has_ended(anna, bruno, client_for):
    first = invite(anna, bruno)
    first.withdraw()
    again = invite(anna, bruno, address=bruno.email)
    assert (
        reverse("invitations:report", args=[first.public_id])
        not in client_for(bruno).get("/members/anna/").text
    )
    with pytest.raises(NotOpen):
        reception_of(first).report("spam")
    client_for().post(link(first), FORM)
    assert Report.objects.get().invitation == again
    assert reception_of(again).refused_at


def test_a_report_where_a_refusal_stands_already(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    reception.invitation.withdraw()
    reception.report("spam")
    assert Refusal.objects.count() == 1


def test_an_accepted_invitation_is_not_reported(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    assert TOO_LATE in client_for().post(link(invitation), FORM).content.decode()
    assert not Report.objects.exists()


def test_a_deleted_account_is_not_reported(anna, bruno, client_for):
    invitations = [invite(anna, bruno), Invitation.objects.send_to_address(anna, ADDRESS)]
    work()
    anna.leave()
    work()
    pages = [client_for().post(link(invitation), FORM).content.decode() for invitation in invitations]
    assert [TOO_LATE in page for page in pages] == [True, True]
    assert not Report.objects.exists()


def test_every_mail_of_first_contact_has_the_link(anna, bruno, clock):
    invitation = invite(anna, bruno)
    by_email = Invitation.objects.send_to_address(anna, ADDRESS)
    work()
    for days in (7, 1):
        clock.move(days=days)
        tick()
    for row in (invitation, by_email):
        row.follow_up()
    work()
    for path, sent in ((link(invitation, bruno), mails(bruno)), (link(by_email), mails(ADDRESS))):
        assert len(sent) >= 2
        for mail in sent:
            assert f"Report Anna Ricci to the staff: http://localhost:8000{path}" in mail.text
            assert path in mail.html


def test_the_link_names_nothing_readable(anna, bruno):
    invitation = invite(anna, bruno)
    assert invitation.public_id not in report_token(invitation, bruno, "en")


@pytest.fixture
def typed(anna, bruno):
    """Anna's invitation to an address that Bruno has removed from his account after the e-mail."""
    address = EmailAddress.objects.create(user=bruno, email=ADDRESS, verified=True)
    invitation = Invitation.objects.send_to_address(anna, ADDRESS)
    work()
    address.delete()
    return invitation


def mailed_link(address: str) -> str:
    return re.search(r"http://localhost:8000(/i/\S+/report/)", mails(address)[-1].text)[1]


@pytest.mark.parametrize("ending", [None, Invitation.withdraw, Invitation.close])
def test_a_report_by_who_has_removed_the_typed_address_is_theirs(typed, anna, bruno, client_for, ending):
    if ending:
        ending(typed)
        work()
    page = client_for().post(mailed_link(bruno.email), FORM).content.decode()
    assert "The staff will read" in page
    assert (Report.objects.get().reporter, Report.objects.get().invitation) == (bruno, typed)
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1


def test_a_link_of_an_earlier_version_still_reports(anna, carla, typed, client_for):
    for invitation in (invite(anna, carla), typed):
        token = tokens._report.seal(invitation.public_id)
        page = client_for().post(reverse("invitations:report_from_email", args=[token]), FORM)
        assert "The staff will read" in page.content.decode()
    assert [report.reporter for report in Report.objects.order_by("pk")] == [carla, None]


@pytest.mark.parametrize("token", ["a", "AAAAAAAAAAAAAAAA:forged", "%00", "é"])
def test_a_forged_link_is_unknown(client_for, db, token):
    assert client_for().get(f"/i/{token}/report/").status_code == 404


def test_opening_the_link_changes_nothing_and_signs_nobody_in(ended, client_for):
    browser = client_for()
    page = browser.get(link(ended)).content.decode()
    assert "Report <bdi>Anna Ricci</bdi>" in page
    browser.post(link(ended), FORM)
    assert "_auth_user_id" not in browser.session


def test_a_form_without_a_reason_comes_back(ended, client_for):
    page = client_for().post(link(ended), {"comment": "Every day"}).content.decode()
    assert "Every day" in page
    assert not Report.objects.exists()


def test_a_merged_invitation_is_reported_with_the_one_that_it_joined(anna, bruno, client_for):
    first = invite(anna, bruno)
    merged = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    client_for().post(link(merged), FORM)
    assert Report.objects.get().invitation == first
