"""The migration that adds `answered_at` fills it where the sender's answer to the last reply was delivered."""

from importlib import import_module

from django.apps import apps

from invitations.models import Invitation, Reception, Report
from tests.conftest import invite, reception_of, refuse, work

migration = import_module("invitations.migrations.0004_report_after_ending_and_answers")


def test_the_time_of_the_last_answer_is_filled_in(anna, bruno, carla, clock):
    for recipient, answers in ((bruno, True), (carla, False)):
        invitation = invite(anna, recipient)
        clock.move(hours=1)
        reception_of(invitation).reply("When was it?")
        clock.move(hours=1)
        if not answers:
            refuse(reception_of(invitation))
        invitation.message("In the spring")
        work()
    before = dict(Reception.objects.values_list("member__handle", "answered_at"))
    Reception.objects.update(answered_at=None)
    migration.fill_answered_at(apps, None)
    assert dict(Reception.objects.values_list("member__handle", "answered_at")) == before
    assert [bool(before["bruno"]), bool(before["carla"])] == [True, False]


def test_its_reverse_deletes_reports_that_have_no_reporter(anna, bruno):
    Report.file_by_non_member(Invitation.objects.send_to_address(anna, "ada@example.net"), "spam")
    kept = reception_of(invite(anna, bruno)).report("spam")
    migration.delete_reports_of_non_members(apps, None)
    assert list(Report.objects.all()) == [kept]
