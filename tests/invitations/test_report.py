"""Reports refuse an invitation permanently, go to the staff and are silent."""

import pytest

from invitations.errors import NotOpen
from invitations.models import Delivery, Invitation, Reception, Refusal, Report
from network.members.models import Connection
from tests.conftest import invite, invite_address, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno, "Buy my course")


@pytest.fixture
def report(invitation):
    return reception_of(invitation).report("spam", "The third time")


@pytest.mark.parametrize("verbs", [[], ["ignore"], ["ignore", "say_unknown"]])
def test_reporting_refuses_from_inbox_and_archive(invitation, anna, bruno, verbs):
    for verb in verbs:
        getattr(reception_of(invitation), verb)()
    reception_of(invitation).report("spam")
    reception = reception_of(invitation)
    assert (reception.place, bool(reception.refused_at)) == (Reception.Place.ARCHIVE, True)
    assert Refusal.objects.of(bruno).against(anna).standing().count() == 1


def test_reporting_does_not_change_the_invitation_row(invitation):
    before = Invitation.objects.filter(pk=invitation.pk).values().get()
    reception_of(invitation).report("spam")
    assert Invitation.objects.filter(pk=invitation.pk).values().get() == before


def test_the_sender_gets_no_email_and_the_outbox_records_it(report, invitation, anna):
    work()
    assert not mails(anna)
    row = invitation.outbox.get(kind="reported")
    assert (row.member, row.status, row.reason) == (anna, "silent", "silent by rule R24")


def test_staff_get_no_email(report):
    staff = MemberFactory(is_staff=True)
    work()
    assert not mails(staff)


def test_later_invitations_are_not_delivered(report, invitation, anna, bruno):
    invitation.withdraw()
    again = Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    assert again.deliveries.get().outcome == Delivery.Outcome.REFUSED


def test_a_report_cannot_be_taken_back_or_repeated(report, invitation):
    for action in (Reception.take_back_unknown, lambda reception: reception.report("other")):
        with pytest.raises(NotOpen):
            action(reception_of(invitation))
    assert Report.objects.count() == 1


def test_accepting_after_a_report_keeps_the_report(report, invitation, anna, bruno):
    reception_of(invitation).accept()
    assert Connection.objects.are_connected(anna, bruno)
    assert Report.objects.open().get() == report


def test_the_report_keeps_the_shown_conversation(invitation, bruno, clock):
    reception_of(invitation).reply("No, thank you")
    invitation.message("Only ten euros")
    work()
    report = reception_of(invitation).report("spam")
    assert report.evidence == (
        "Anna Ricci, 2026-11-22 09:00\nBuy my course\n\n"
        "Bruno Verdi, 2026-11-22 09:00\nNo, thank you\n\n"
        "Anna Ricci, 2026-11-22 09:00\nOnly ten euros"
    )


def test_the_report_keeps_the_note_of_the_locked_row(invitation):
    read_before = reception_of(invitation)
    Reception.objects.filter(pk=read_before.pk).update(note="The newest note")
    assert "The newest note" in read_before.report("spam").evidence


def test_an_undelivered_message_is_not_in_the_report(invitation):
    reception_of(invitation).reply("No, thank you")
    invitation.message("Not delivered yet")
    assert "Not delivered yet" not in reception_of(invitation).report("spam").evidence


def test_the_note_of_a_merged_invitation_is_in_the_report(invitation, anna, bruno, clock):
    clock.move(days=8)
    invite_address(anna, bruno.email, "Half price")
    assert reception_of(invitation).report("spam").evidence.endswith("Half price")


def test_a_report_is_handled_once(report, bruno):
    staff = MemberFactory(is_staff=True)
    report.dismiss(staff)
    assert (report.outcome, report.handled_by, bool(report.handled_at)) == ("nothing_wrong", staff, True)
    for verb in (Report.dismiss, Report.restrict_account, Report.deactivate_account):
        with pytest.raises(NotOpen):
            verb(Report.objects.get(), staff)


def test_limiting_the_account_restricts_and_emails_it(report, anna):
    report.restrict_account(MemberFactory(is_staff=True))
    anna.allowance.refresh_from_db()
    assert anna.allowance.restricted_at
    work()
    assert mails(anna)


def test_limiting_a_restricted_account_handles_the_report(report, anna):
    anna.allowance.restrict()
    report.restrict_account(MemberFactory(is_staff=True))
    assert Report.objects.get().outcome == "limited"


def test_deactivating_the_account(report, anna):
    report.deactivate_account(MemberFactory(is_staff=True))
    anna.refresh_from_db()
    assert not anna.is_active


def test_staff_cannot_deactivate_a_superuser(report, anna):
    anna.is_superuser = True
    anna.save()
    with pytest.raises(NotOpen):
        report.deactivate_account(MemberFactory(is_staff=True))
    report.deactivate_account(MemberFactory(is_staff=True, is_superuser=True))
    assert Report.objects.get().outcome == "switched_off"


def test_the_refusal_of_a_report_is_voided_once(report, invitation, anna):
    staff = MemberFactory(is_staff=True)
    report.void_refusal(staff)
    assert not Refusal.objects.standing().exists()
    assert reception_of(invitation).refused_at is None
    with pytest.raises(NotOpen):
        report.void_refusal(staff)


@pytest.fixture
def replied(invitation):
    """Bruno has replied to Anna's invitation."""
    reception_of(invitation).reply("Drop dead")
    work()
    return invitation


def test_the_sender_reports_a_reply(replied, anna, bruno):
    report = replied.report_reply("harassment", "At night, too")
    assert (report.reporter, report.reported, report.is_about_reply) == (anna, bruno, True)
    assert (
        report.evidence
        == "Anna Ricci, 2026-11-22 09:00\nBuy my course\n\nBruno Verdi, 2026-11-22 09:00\nDrop dead"
    )
    assert Report.objects.open().get() == report


def test_reporting_a_reply_creates_no_refusal(replied, anna):
    before = Reception.objects.values().get(), Invitation.objects.values().get()
    report = replied.report_reply("harassment")
    assert (Reception.objects.values().get(), Invitation.objects.values().get()) == before
    assert not Refusal.objects.exists()
    with pytest.raises(NotOpen):
        report.void_refusal(MemberFactory(is_staff=True))


def test_an_unrelated_refusal_is_not_voided(replied, anna, bruno):
    unrelated = Refusal.objects.create(refuser=anna, refused=bruno, at=replied.sent_at)
    with pytest.raises(NotOpen):
        replied.report_reply("harassment").void_refusal(MemberFactory(is_staff=True))
    assert Refusal.objects.standing().get() == unrelated


def test_the_recipient_gets_no_email_and_the_outbox_records_it(replied, bruno):
    email_count = len(mails(bruno))
    replied.report_reply("harassment")
    work()
    assert len(mails(bruno)) == email_count
    row = replied.outbox.get(kind="reply_reported")
    assert (row.member, row.status, row.reason) == (bruno, "silent", "silent by rule R04")


def test_a_reply_is_reported_once(replied):
    replied.report_reply("harassment")
    with pytest.raises(NotOpen):
        replied.report_reply("other")
    assert Report.objects.count() == 1


def test_without_a_reply_there_is_nothing_to_report(invitation):
    with pytest.raises(NotOpen):
        invitation.report_reply("harassment")


@pytest.mark.parametrize(
    "ending", [Invitation.withdraw, lambda invitation: reception_of(invitation).accept()]
)
def test_a_reply_can_be_reported_after_the_end(replied, ending):
    ending(replied)
    assert replied.report_reply("harassment").is_about_reply


def test_both_members_can_report_each_other(replied, bruno):
    report_of_reply = replied.report_reply("harassment")
    report_of_invitation = reception_of(replied).report("spam")
    assert (report_of_reply.reported, report_of_invitation.reporter) == (bruno, bruno)
    assert not report_of_invitation.is_about_reply


def test_the_sender_by_address_reports_the_member_who_replied(anna, bruno):
    typed = invite_address(anna, bruno.email)
    reception_of(typed).reply("Drop dead")
    assert typed.report_reply("harassment").reported == bruno


def test_a_reply_of_a_deleted_account_cannot_be_reported(replied, bruno):
    bruno.leave()
    work()
    replied.refresh_from_db()
    assert replied.newest_reply is None
