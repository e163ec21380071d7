"""Whoever asks staff for something gets an answer: after a report always the same one."""

from __future__ import annotations

import pytest

from invitations.errors import NotOpen
from invitations.models import AllowanceRequest, Invitation, Report
from network import clock as product_clock
from notifications.models import Outbox
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def report(anna, bruno):
    reception_of(invite(anna, bruno)).report("spam", "Again and again")
    return Report.objects.get()


@pytest.fixture
def vera(db):
    return MemberFactory(name="Vera", is_staff=True, is_superuser=True)


def letter_to(member):
    work()
    [mail] = mails(member, "The staff looked at your report")
    return mail


@pytest.mark.parametrize("verb", [Report.dismiss, Report.restrict_account, Report.deactivate_account])
def test_the_reporter_is_told_that_the_report_was_handled_and_not_how(report, vera, bruno, anna, verb):
    verb(report, vera)
    mail = letter_to(bruno)
    assert "You reported an invitation on 22 November. The staff read it" in mail.text
    assert not any(word in mail.text + mail.html for word in ("Anna", "restrict", "limited", "deactivated"))


def test_the_letter_is_the_same_whatever_was_decided(anna, bruno, carla, vera):
    verbs = (Report.dismiss, Report.restrict_account, Report.deactivate_account)
    texts = set()
    for verb in verbs:
        sender, reporter = MemberFactory(), MemberFactory()
        reception_of(invite(sender, reporter)).report("spam")
        verb(Report.objects.get(reporter=reporter), vera)
        texts.add(letter_to(reporter).text)
    assert len(texts) == 1


def test_the_reported_member_is_told_nothing(report, vera, anna, bruno):
    work()
    before = len(mails(anna))
    report.dismiss(vera)
    assert letter_to(bruno)
    assert len(mails(anna)) == before


def test_a_report_of_a_reply_is_answered_too(anna, bruno, vera):
    invitation = invite(anna, bruno)
    reception_of(invitation).reply("Drop dead")
    invitation.report_reply("harassment").dismiss(vera)
    assert "You reported a reply on" in letter_to(anna).text


def test_a_report_is_answered_once(report, vera, bruno):
    report.dismiss(vera)
    with pytest.raises(NotOpen):
        Report.objects.get().dismiss(vera)
    assert letter_to(bruno)


def test_somebody_who_is_no_member_gets_no_letter(anna, vera):
    invitation = Invitation.objects.send_to_address(anna, "nobody@example.net")
    work()
    Report.file_by_non_member(invitation, "spam")
    Report.objects.get().dismiss(vera)
    work()
    assert not Outbox.objects.filter(kind="report_handled").exists()


@pytest.fixture
def appeal(anna):
    anna.allowance.restrict()
    return AllowanceRequest.objects.create(member=anna, text="Sorry", requested_at=product_clock.now())


def test_a_declined_appeal_says_that_the_limit_stays(appeal, anna):
    appeal.decline()
    work()
    assert [mail.subject for mail in mails(anna)][-1] == "Your account stays limited"


def test_a_granted_appeal_says_that_the_limit_is_lifted(appeal, anna):
    appeal.lift_restriction()
    work()
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at is None
    assert [mail.subject for mail in mails(anna)][-1] == "Your account is no longer limited"


def test_an_appeal_is_answered_once(appeal, anna):
    appeal.lift_restriction()
    for verb in (AllowanceRequest.lift_restriction, AllowanceRequest.decline):
        with pytest.raises(NotOpen):
            verb(AllowanceRequest.objects.get())


def test_only_the_request_of_a_restricted_member_is_an_appeal(anna):
    request = AllowanceRequest.objects.create(member=anna, text="", requested_at=product_clock.now())
    with pytest.raises(NotOpen):
        request.lift_restriction()
    assert AllowanceRequest.objects.get().answered_at is None
