"""Report: refuse for good, lay it before the staff, and tell nobody."""

import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Reception, Refusal, Report
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno, "Buy my course")


@pytest.fixture
def report(invitation):
    return reception_of(invitation).report("spam", "The third time")


@pytest.mark.parametrize("verbs", [[], ["ignore"], ["ignore", "say_unknown"]])
def test_from_inbox_and_archive_it_refuses(invitation, anna, bruno, verbs):
    for verb in verbs:
        getattr(reception_of(invitation), verb)()
    reception_of(invitation).report("spam")
    reception = reception_of(invitation)
    assert (reception.place, bool(reception.refused_at)) == (Reception.Place.ARCHIVE, True)
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1


def test_it_writes_no_column_of_her_half(invitation):
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    reception_of(invitation).report("spam")
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


def test_nobody_is_told_and_the_ledger_says_so(report, invitation, anna):
    work()
    assert not mails(anna)
    row = invitation.outbox.get(kind="reported")
    assert (row.member, row.status, row.reason) == (anna, "silent", "silent by rule R24")


def test_the_staff_get_no_mail(report):
    staff = MemberFactory(is_staff=True)
    work()
    assert not mails(staff)


def test_nothing_further_arrives(report, invitation, anna, bruno):
    invitation.withdraw()
    again = Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    assert again.deliveries.get().outcome == Delivery.Outcome.REFUSED


def test_it_cannot_be_taken_back_or_said_twice(report, invitation):
    for again in (Reception.take_back_unknown, lambda here: here.report("other")):
        with pytest.raises(NotOpen):
            again(reception_of(invitation))
    assert Report.objects.count() == 1


def test_a_change_of_mind_accepts_and_the_report_stays(report, invitation, anna, bruno):
    reception_of(invitation).accept()
    assert Connection.objects.are_connected(anna, bruno)
    assert Report.objects.open().get() == report


def test_what_has_ended_cannot_be_reported(invitation):
    reception = reception_of(invitation)
    invitation.withdraw()
    with pytest.raises(NotOpen):
        reception.report("spam")


def test_the_evidence_is_what_was_shown(invitation, bruno, clock):
    reception_of(invitation).reply("No, thank you")
    invitation.message("Only ten euros")
    work()
    report = reception_of(invitation).report("spam")
    assert report.shown == (
        "Anna Ricci, 2026-11-22 09:00\nBuy my course\n\n"
        "Bruno Verdi, 2026-11-22 09:00\nNo, thank you\n\n"
        "Anna Ricci, 2026-11-22 09:00\nOnly ten euros"
    )


def test_words_that_had_not_arrived_are_no_evidence(invitation):
    reception_of(invitation).reply("No, thank you")
    invitation.message("Not brought yet")
    assert "Not brought yet" not in reception_of(invitation).report("spam").shown


def test_the_words_of_a_second_way_are_evidence(invitation, anna, bruno, clock):
    clock.move(days=8)
    Invitation.objects.send_to_address(anna, bruno.email, "Half price")
    work()
    assert reception_of(invitation).report("spam").shown.endswith("Half price")


def test_handled_once(report, bruno):
    staff = MemberFactory(is_staff=True)
    report.dismiss(staff)
    assert (report.outcome, report.handled_by, bool(report.handled_at)) == ("nothing_wrong", staff, True)
    for verb in (Report.dismiss, Report.restrict_account, Report.deactivate_account):
        with pytest.raises(NotOpen):
            verb(Report.objects.get(), staff)


def test_limiting_is_restricting(report, anna):
    report.restrict_account(MemberFactory(is_staff=True))
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at
    work()
    assert mails(anna)


def test_an_account_that_is_limited_already_stays_so(report, anna):
    anna.allowance.restrict()
    report.restrict_account(MemberFactory(is_staff=True))
    assert Report.objects.get().outcome == "limited"


def test_switching_off(report, anna):
    report.deactivate_account(MemberFactory(is_staff=True))
    anna.refresh_from_db()
    assert not anna.is_active


def test_nobody_of_the_staff_reaches_above_themselves(report, anna):
    anna.is_superuser = True
    anna.save()
    with pytest.raises(NotOpen):
        report.deactivate_account(MemberFactory(is_staff=True))
    report.deactivate_account(MemberFactory(is_staff=True, is_superuser=True))
    assert Report.objects.get().outcome == "switched_off"


def test_the_strike_is_voided_once(report, invitation, anna):
    staff = MemberFactory(is_staff=True)
    report.void_refusal(staff)
    assert not Refusal.objects.standing().exists()
    assert reception_of(invitation).refused_at is None
    with pytest.raises(NotOpen):
        report.void_refusal(staff)


@pytest.fixture
def replied(invitation):
    """Bruno has answered what Anna sent, and Anna sees it."""
    reception_of(invitation).reply("Drop dead")
    work()
    return invitation


def test_the_sender_reports_a_reply(replied, anna, bruno):
    report = replied.report_reply("harassment", "At night, too")
    assert (report.reporter, report.reported, report.is_about_reply) == (anna, bruno, True)
    assert (
        report.shown
        == "Anna Ricci, 2026-11-22 09:00\nBuy my course\n\nBruno Verdi, 2026-11-22 09:00\nDrop dead"
    )
    assert Report.objects.open().get() == report


def test_nothing_of_the_recipient_s_moves_and_it_is_no_strike(replied, anna):
    before = Reception.objects.values().get(), Invitation.objects.values().get()
    report = replied.report_reply("harassment")
    assert (Reception.objects.values().get(), Invitation.objects.values().get()) == before
    assert not Refusal.objects.exists()
    with pytest.raises(NotOpen):
        report.void_refusal(MemberFactory(is_staff=True))


def test_another_refusal_of_the_reporter_s_is_no_strike_of_that_report(replied, anna, bruno):
    other = Refusal.objects.create(refuser=anna, refused=bruno, at=replied.sent_at)
    with pytest.raises(NotOpen):
        replied.report_reply("harassment").void_refusal(MemberFactory(is_staff=True))
    assert Refusal.objects.standing().get() == other


def test_the_recipient_is_not_told_and_the_ledger_says_so(replied, bruno):
    heard = len(mails(bruno))
    replied.report_reply("harassment")
    work()
    assert len(mails(bruno)) == heard
    row = replied.outbox.get(kind="complained")
    assert (row.member, row.status, row.reason) == (bruno, "silent", "silent by rule R04")


def test_a_reply_is_reported_once(replied):
    replied.report_reply("harassment")
    with pytest.raises(NotOpen):
        replied.report_reply("other")
    assert Report.objects.count() == 1


def test_without_a_reply_there_is_nothing_to_report(invitation):
    with pytest.raises(NotOpen):
        invitation.report_reply("harassment")


@pytest.mark.parametrize("ending", [Invitation.withdraw, lambda sent: reception_of(sent).accept()])
def test_a_reply_can_be_reported_when_all_is_over(replied, ending):
    ending(replied)
    assert replied.report_reply("harassment").is_about_reply


def test_both_may_report_the_other(replied, bruno):
    hers, his = replied.report_reply("harassment"), reception_of(replied).report("spam")
    assert (hers.reported, his.reporter) == (bruno, bruno)
    assert not his.is_about_reply


def test_who_wrote_to_a_typed_address_reports_whoever_replied(anna, bruno):
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    reception_of(typed).reply("Drop dead")
    assert typed.report_reply("harassment").reported == bruno


def test_the_words_of_who_has_left_are_gone_and_with_them_the_report(replied, bruno):
    bruno.leave()
    work()
    replied.refresh_from_db()
    assert replied.newest_reply is None
