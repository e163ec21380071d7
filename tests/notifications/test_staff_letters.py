"""The daily letter to staff: once a day, only if something waits, and only of what its reader may handle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from invitations.models import AllowanceRequest, Report
from network import clock as product_clock
from network.members import roles
from network.members.models import Member
from network.members.roles import MODERATORS, SUPPORT
from notifications import emails, staff_letters
from notifications.choices import Kind
from notifications.models import EmailPreferences, Outbox
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory

PREFERENCES = reverse("notifications:preferences")


@pytest.fixture
def moderator(db):
    return person_with(MODERATORS, "Mona Moderator")


@pytest.fixture
def support(db):
    return person_with(SUPPORT, "Sofia Support")


def person_with(role, name):
    member = MemberFactory(name=name)
    roles.give(member, role)
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def report(anna, bruno):
    reception_of(invite(anna, bruno)).report("spam")
    return Report.objects.get()


def ask(member) -> AllowanceRequest:
    return AllowanceRequest.objects.create(member=member, text="Please", requested_at=product_clock.now())


def letters(member) -> list[str]:
    work()
    return [mail.subject for mail in mails(member)]


def test_each_is_told_what_they_may_handle(moderator, support, report, anna):
    ask(anna)
    assert staff_letters.write() == 2
    assert letters(moderator) == ["Waiting for you: 1 open report"]
    assert letters(support) == ["Waiting for you: 1 request for more invitations"]
    assert letters(anna) == []


def test_the_letter_links_to_what_is_open(moderator, report, client_for):
    staff_letters.write()
    work()
    [mail] = mails(moderator)
    assert "- 1 open report: http://localhost:8000/admin/invitations/report/?" in mail.text
    assert "List-Unsubscribe-Post" in mail.raw
    [row] = client_for(moderator).get("/admin/invitations/report/").context["cl"].result_list
    assert row == report


def test_a_superuser_hears_of_failed_mail(report, anna):
    ada = Member.objects.create_superuser("ada@example.org", name="Ada Min")
    for days in (0, 20):
        Outbox.objects.create(
            key=f"lost:{days}", kind="account", member=anna, address=anna.email, status=Outbox.Status.FAILED, next_at=None,
            created_at=product_clock.now() - timedelta(days=days),
        )  # fmt: skip
    staff_letters.write()
    assert letters(ada) == ["Waiting for you: 1 open report, 1 failed e-mail"]


def test_there_is_none_if_nothing_waits(moderator, support):
    assert staff_letters.write() == 0
    assert not Outbox.objects.filter(kind="staff").exists()


def test_there_is_one_a_day(moderator, report, clock):
    for hours in (0, 1, 12):
        clock.move(hours=hours)
        staff_letters.write()
    assert len(letters(moderator)) == 1
    clock.move(days=1)
    staff_letters.write()
    assert len(letters(moderator)) == 2


def test_what_comes_later_is_told_the_next_day(moderator, clock, anna, bruno):
    staff_letters.write()
    reception_of(invite(anna, bruno)).report("spam")
    staff_letters.write()
    assert letters(moderator) == []
    clock.move(days=1)
    staff_letters.write()
    assert len(letters(moderator)) == 1


def test_a_clock_that_goes_back_brings_no_second_letter(moderator, report, clock):
    staff_letters.write()
    clock.move(days=-7)
    assert staff_letters.write() == 0


def test_it_waits_for_the_morning_of_its_reader(moderator, report, clock):
    Member.objects.filter(pk=moderator.pk).update(time_zone="America/Los_Angeles")
    assert staff_letters.write() == 0
    clock.move(hours=8)
    assert staff_letters.write() == 1


@pytest.mark.parametrize("switches", [{"staff_letters": False}, {"none": True}])
def test_it_can_be_switched_off(moderator, report, switches):
    EmailPreferences.objects.filter(member=moderator).update(**switches)
    assert staff_letters.write() == 0
    assert letters(moderator) == []


def test_switching_it_off_stops_one_that_waits(moderator, report):
    staff_letters.write()
    EmailPreferences.objects.filter(member=moderator).update(staff_letters=False)
    assert letters(moderator) == []
    assert Outbox.objects.get(kind="staff").reason == "switched off"


def test_what_was_handled_in_the_meantime_is_not_told(moderator, report):
    staff_letters.write()
    report.dismiss(moderator)
    assert letters(moderator) == []
    assert Outbox.objects.get(kind="staff").reason == "nothing waits"


def test_who_is_staff_no_more_gets_none(moderator, report):
    staff_letters.write()
    roles.take_away(moderator)
    assert letters(moderator) == []


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_is_told_of_what_concerns_them(moderator, support, bruno, superuser):
    Member.objects.filter(pk__in=[moderator.pk, support.pk]).update(is_superuser=superuser)
    reception_of(invite(moderator, bruno)).report("spam")
    ask(support)
    staff_letters.write()
    told = "".join(letters(moderator) if not superuser else [])
    assert (told, letters(support)) == ("", ["Waiting for you: 1 open report"] if superuser else [])


def test_a_moderator_hears_of_the_appeal_of_a_restricted_member(moderator, support, bruno):
    bruno.allowance.restrict()
    ask(bruno)
    staff_letters.write()
    for member in (moderator, support):
        assert letters(member) == ["Waiting for you: 1 request for more invitations"]


def test_it_is_in_the_language_of_its_reader(moderator, report):
    Member.objects.filter(pk=moderator.pk).update(language="ar")
    staff_letters.write()
    work()
    assert 'dir="rtl"' in mails(moderator)[0].html


def test_only_staff_see_the_switch(client_for, moderator, anna):
    assert 'name="staff_letters"' in client_for(moderator).get(PREFERENCES).text
    assert 'name="staff_letters"' not in client_for(anna).get(PREFERENCES).text


def test_the_form_of_others_leaves_the_switch_alone(client_for, anna):
    client_for(anna).post(PREFERENCES, {"invitations": "on"})
    assert EmailPreferences.objects.get(member=anna).staff_letters


def test_a_letter_about_nothing_cannot_be_built(db):
    staff = MemberFactory(is_staff=True, is_superuser=True)
    with pytest.raises(ValueError, match="Nothing waits"):
        emails.build(Outbox(kind=Kind.STAFF, key="staff:1", member=staff, address=staff.email, language="en"))
