"""The column “told” of the list of invitations: what each side has been told by e-mail (D07)."""

from __future__ import annotations

import pytest
from django.utils.html import strip_tags

from invitations.admin.told import told_about
from invitations.models import Invitation
from network.members.models import Member
from notifications.choices import ABOUT_THE_ACCOUNT, Kind, rule_of
from notifications.models import EmailPreferences, Outbox
from notifications.told import MAILS
from tests.admin.conftest import OTHER_HALF, list_url
from tests.conftest import invite, reception_of, refuse, tick, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")

RIGHTS = [*OTHER_HALF, "view_outbox"]


@pytest.fixture
def ada(db):
    return Member.objects.create_superuser("admin@example.org", "acquaint", name="Ada Min")


@pytest.fixture
def told(ada):
    """Function that returns the line about an invitation as plain text."""
    return lambda invitation: strip_tags(told_about([invitation], ada)[invitation.pk])


def test_what_is_sent_before_the_worker_ran(told, anna, bruno):
    assert told(Invitation.objects.send(anna, bruno)) == "Bruno: nothing yet. Anna: nothing yet"


@pytest.mark.rule("R21")
def test_an_ignored_invitation(told, anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=7)
    tick()
    reception_of(invitation).ignore()
    assert told(invitation) == "Bruno: invitation 22 Nov, reminder 29 Nov. Anna: nothing (ignored: R21)"


@pytest.mark.parametrize(
    ("verb", "line"),
    [
        (refuse, "Bruno: invitation 22 Nov. Anna: nothing (said “I don’t know”: R24)"),
        (lambda reception: reception.accept(), "Bruno: invitation 22 Nov. Anna: the acceptance 22 Nov"),
        (lambda reception: reception.reply("Hello"), "Bruno: invitation 22 Nov. Anna: the reply 22 Nov"),
        (
            lambda reception: reception.invitation.withdraw(),
            "Bruno: invitation 22 Nov, then nothing (withdrawn: R30). Anna: nothing",
        ),
    ],
)
def test_the_line_after_a_verb(told, anna, bruno, verb, line):
    invitation = invite(anna, bruno)
    verb(reception_of(invitation))
    work()
    invitation.refresh_from_db()
    assert told(invitation) == line


def test_of_a_closed_invitation_nothing_is_still_to_come(told, anna, bruno):
    invitation = Invitation.objects.send(anna, bruno)
    assert told(invitation).endswith("Anna: nothing yet")
    invitation.close()
    invitation.refresh_from_db()
    assert told(invitation).endswith("Anna: nothing")


def test_what_is_switched_off(told, anna, bruno):
    EmailPreferences.objects.filter(member=bruno).update(none=True)
    assert told(invite(anna, bruno)) == "Bruno: nothing (switched off). Anna: nothing yet"


@pytest.mark.rule("R25")
def test_an_invitation_after_a_refusal(told, anna, bruno):
    invitation = invite(anna, bruno)
    refuse(reception_of(invitation))
    invitation.close()
    assert (
        told(invite(anna, bruno))
        == "Bruno: nothing (the recipient has said “I don’t know”: R25). Anna: nothing yet"
    )


def test_an_invitation_by_email_names_the_address(told, anna):
    invitation = Invitation.objects.send_to_address(anna, "nobody@example.com")
    work()
    assert told(invitation) == "nobody@example.com: invitation to join 22 Nov. Anna: nothing yet"


def test_what_waits_and_what_failed(told, anna, bruno):
    invitation = invite(anna, bruno)
    Outbox.objects.update(status="waiting")
    assert told(invitation) == "Bruno: invitation waiting. Anna: nothing yet"
    Outbox.objects.update(status="failed")
    assert told(invitation) == "Bruno: invitation failed. Anna: nothing yet"


def test_each_kind_of_email_about_an_invitation_has_a_name():
    assert set(MAILS) == set(Kind) - ABOUT_THE_ACCOUNT - {Kind.STAFF, Kind.WELCOME, Kind.WELCOME_LINK}


def test_the_rule_of_a_reason():
    assert (rule_of("silent by rule R21"), rule_of("not delivered: refused")) == ("R21", "R25")
    assert rule_of("switched off") == rule_of("ignored before it left") == ""


def test_the_column_marks_the_silence(staff, anna, bruno):
    reception_of(invite(anna, bruno)).ignore()
    page = staff.get(list_url(Invitation)).content.decode()
    assert '<span class="silence">nothing (ignored: R21)</span></td>' in page


@pytest.mark.parametrize("missing", RIGHTS)
def test_it_needs_the_right_to_view_emails_and_the_other_half(viewer, anna, bruno, vera, missing):
    invitation = invite(anna, bruno)
    assert "field-told" in viewer("view_invitation", *RIGHTS).get(list_url(Invitation)).text
    browser = viewer("view_invitation", *(right for right in RIGHTS if right != missing))
    assert "field-told" not in browser.get(list_url(Invitation)).text
    assert told_about([invitation], Member.objects.get(pk=vera.pk)) == {}


@pytest.mark.parametrize("superuser", [False, True])
def test_there_is_none_about_what_concerns_the_viewer(anna, bruno, carla, vera, viewer, superuser):
    Member.objects.filter(pk=vera.pk).update(is_superuser=superuser)
    viewer(*RIGHTS)
    own, other = invite(vera, bruno), invite(anna, carla)
    assert list(told_about([own, other], Member.objects.get(pk=vera.pk))) == [other.pk]


@pytest.mark.parametrize("number", [3, 30])
def test_the_number_of_queries_is_constant(ada, anna, number, django_assert_num_queries):
    for _ in range(number):
        invite(anna, MemberFactory())
    rows = list(Invitation.objects.with_people())
    with django_assert_num_queries(3):
        assert len(told_about(rows, ada)) == number
