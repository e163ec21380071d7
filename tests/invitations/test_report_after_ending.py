"""An invitation that has reached somebody can be reported for a while after it ended, by non-members too."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from invitations import policy, tokens
from invitations.choices import CancelReason
from invitations.errors import NotOpen
from invitations.models import Block, Delivery, Invitation, NonMember, Reception, Refusal, Report
from invitations.tokens import report_token
from invitations.worker.non_members import cancel_reason_for_non_member
from tests.admin.conftest import page_url
from tests.conftest import invite, invite_address, mails, reception_of, refuse, tick, work
from tests.factories import MemberFactory

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


def report_path(invitation) -> str:
    return reverse("invitations:report", args=[invitation.public_id])


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


@pytest.mark.parametrize("days", [policy.current().report_days - 1, policy.current().report_days])
def test_the_time_for_a_report_after_the_end(ended, bruno, clock, client_for, days):
    clock.move(days=days)
    path = report_path(ended)
    in_time = days < policy.current().report_days
    assert (f'href="{path}"' in client_for(bruno).get("/members/anna/").text) is in_time
    assert client_for(bruno).get(path).status_code == (200 if in_time else 302)
    client_for().post(link(ended), FORM)
    assert Report.objects.exists() is in_time


def test_one_report_for_each_invitation(ended, bruno, client_for):
    path = report_path(ended)
    assert client_for(bruno).post(path, FORM)["Location"] == "/invitations/"
    client_for(bruno).post(path, FORM)
    client_for().post(link(ended), FORM)
    assert Report.objects.count() == 1
    assert path not in client_for(bruno).get("/members/anna/").text


def test_the_link_does_not_tell_whether_it_was_reported(anna, bruno, client_for):
    """Its e-mail may have been forwarded to the sender."""
    path = link(invite(anna, bruno))
    before = client_for().get(path).text
    pages = [client_for().post(path, FORM).text for _ in range(2)]
    answers = [page.partition("<main")[2].partition("</main>")[0] for page in pages]
    assert "Reported" not in before
    assert client_for().get(path).text.count("<form") == before.count("<form")
    assert "Reported" not in client_for().get(path).text
    assert answers[0] == answers[1]
    assert "The staff will read" in answers[0]
    assert Report.objects.count() == 1


def test_a_reported_invitation_is_offered_as_long_as_another(ended, clock, client_for):
    client_for().post(link(ended), FORM)
    assert "Report <bdi>Anna Ricci</bdi>" in client_for().get(link(ended)).text
    clock.move(days=policy.current().report_days)
    assert TOO_LATE in client_for().get(link(ended)).text


def test_the_page_of_the_invitation_stays_unknown(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    assert client_for(bruno).get(invitation.get_absolute_url()).status_code == 404
    back = '<a href="/members/anna/">Back to the profile</a>'
    assert back in client_for(bruno).get(report_path(invitation)).text


def test_nothing_to_report_without_a_delivery(anna, bruno, client_for):
    Block.objects.block(bruno, anna)
    invitation = invite(anna, bruno)
    invitation.withdraw()
    assert "/report/" not in client_for(bruno).get("/members/anna/").text
    assert client_for(bruno).get(report_path(invitation)).status_code == 404
    assert TOO_LATE in client_for().get(link(invitation)).text


def test_other_members_can_report_nothing(ended, anna, carla, client_for):
    path = report_path(ended)
    assert "/report/" not in client_for(carla).get("/members/anna/").text
    assert {client_for(member).post(path, FORM).status_code for member in (carla, anna)} == {404}
    assert "/report/" not in client_for(anna).get("/members/bruno/").text


def test_what_is_live_is_reported_in_place_of_what_has_ended(anna, bruno, client_for):
    first = invite(anna, bruno)
    first.withdraw()
    again = invite(anna, bruno, address=bruno.email)
    assert report_path(first) not in client_for(bruno).get("/members/anna/").text
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
    assert TOO_LATE in client_for().post(link(invitation), FORM).text
    assert not Report.objects.exists()


def test_a_deleted_account_is_not_reported(anna, bruno, client_for):
    invitations = [invite(anna, bruno), invite_address(anna, ADDRESS)]
    anna.leave()
    work()
    pages = [client_for().post(link(invitation), FORM).text for invitation in invitations]
    assert [TOO_LATE in page for page in pages] == [True, True]
    assert not Report.objects.exists()


def test_every_mail_of_first_contact_has_the_link(anna, bruno, clock):
    invitation = invite(anna, bruno)
    by_email = invite_address(anna, ADDRESS)
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
    invitation = invite_address(anna, ADDRESS)
    address.delete()
    return invitation


def mailed_link(address: str) -> str:
    return re.search(r"http://localhost:8000(/i/\S+/report/)", mails(address)[-1].text)[1]


@pytest.mark.parametrize("ending", [None, Invitation.withdraw, Invitation.close])
def test_a_report_by_who_has_removed_the_typed_address_is_theirs(typed, anna, bruno, client_for, ending):
    if ending:
        ending(typed)
        work()
    assert "The staff will read" in client_for().post(mailed_link(bruno.email), FORM).text
    assert (Report.objects.get().reporter, Report.objects.get().invitation) == (bruno, typed)
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1


def test_a_link_of_an_earlier_version_still_reports(anna, carla, typed, client_for):
    for invitation in (invite(anna, carla), typed):
        token = tokens._report.seal(invitation.public_id)
        page = client_for().post(reverse("invitations:report_from_email", args=[token]), FORM)
        assert "The staff will read" in page.text
    assert [report.reporter for report in Report.objects.order_by("pk")] == [carla, None]


def test_the_report_page_is_in_the_language_of_its_reader(to_ada, anna, bruno, client_for):
    type(anna).objects.update(language="it")
    invitation = invite(anna, bruno)
    type(anna).objects.filter(pk=bruno.pk).update(language="ar")
    assert client_for().get(link(to_ada, language="ar"))["Content-Language"] == "ar"
    bruno.refresh_from_db()
    assert client_for().get(link(invitation, bruno))["Content-Language"] == "ar"
    old = reverse("invitations:report_from_email", args=[tokens._report.seal(to_ada.public_id)])
    assert client_for().get(old)["Content-Language"] == "it"


def test_the_report_page_warns_another_member_who_is_signed_in(to_ada, anna, bruno, carla, client_for):
    path = link(invite(anna, bruno), bruno)
    warning = "You are signed in as <bdi>Carla Longo</bdi>"
    assert f"{warning}. This page belongs to <bdi>Bruno Verdi</bdi>" in client_for(carla).get(path).text
    assert f"{warning}. This page belongs to whoever got" in client_for(carla).get(link(to_ada)).text
    for browser in (client_for(), client_for(bruno)):
        assert "You are signed in as" not in browser.get(path).text


def test_the_report_page_does_not_tell_who_has_joined_with_the_address(to_ada, carla, client_for):
    MemberFactory(email=ADDRESS, name="Ada Joined")
    assert "Ada Joined" not in client_for(carla).get(link(to_ada)).text


def test_opening_the_link_changes_nothing_and_signs_nobody_in(ended, client_for):
    browser = client_for()
    assert "Report <bdi>Anna Ricci</bdi>" in browser.get(link(ended)).text
    browser.post(link(ended), FORM)
    assert "_auth_user_id" not in browser.session


def test_a_form_without_a_reason_comes_back(ended, client_for):
    assert "Every day" in client_for().post(link(ended), {"comment": "Every day"}).text
    assert not Report.objects.exists()


def test_a_merged_invitation_is_reported_with_the_one_that_it_joined(anna, bruno, client_for):
    first = invite(anna, bruno)
    merged = invite_address(anna, bruno.email)
    client_for().post(link(merged), FORM)
    assert Report.objects.get().invitation == first


@pytest.fixture
def to_ada(anna):
    """Anna's invitation to somebody who is no member, e-mailed."""
    return invite_address(anna, ADDRESS, "Buy my course")


@pytest.mark.parametrize("ending", [None, Invitation.withdraw, Invitation.close])
def test_a_non_member_reports(to_ada, anna, client_for, ending):
    if ending:
        ending(to_ada)
    assert "The staff will read" in client_for().post(link(to_ada), FORM).text
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
    assert to_ada.events.filter(kind="reported").count() == 1


def test_the_time_for_a_non_member(to_ada, client_for, clock):
    to_ada.withdraw()
    clock.move(days=policy.current().report_days)
    assert "can’t be reported any more" in client_for().post(link(to_ada), FORM).text
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
    invite_address(carla, ADDRESS)
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
    browser = client_for(admin_user)
    assert "not a member" in browser.get(page_url(report)).text
    assert "reported the invitation" in browser.get(page_url(to_ada)).text
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
    page = client_for().get(link(to_ada)).text
    assert "A member of Acquaint" in page
    assert not re.search("www.example", page)


def test_deleting_an_account_erases_what_its_address_reported(to_ada, client_for):
    client_for().post(link(to_ada), FORM)
    MemberFactory(email=ADDRESS).leave()
    work()
    report = Report.objects.get()
    assert (report.comment, report.evidence) == ("", "")
