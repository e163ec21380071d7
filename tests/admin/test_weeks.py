"""Week by week: what has become of the invitations, for the staff alone."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from invitations.admin.statistics import OUTCOMES, WEEK, WEEKS, weeks
from invitations.models import Block, Invitation
from tests.conftest import invite, reception_of, tick, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")
URL = "/admin/invitations/invitation/weeks/"


@pytest.fixture
def one_of_each(anna, clock):
    """Of Anna's invitations, one has come to each end."""
    accepted, _waiting, ignored, refused, blocked, withdrawn = (
        invite(anna, MemberFactory()) for _n in range(6)
    )
    reception_of(accepted).accept()
    reception_of(ignored).ignore()
    reception_of(refused).ignore()
    reception_of(refused).say_unknown()
    Block.objects.block(blocked.recipient, anna)
    withdrawn.withdraw()
    Invitation.objects.send_to_address(anna, "nobody@example.com")
    work()


def test_each_outcome_is_counted_once(one_of_each):
    now = weeks()[0]
    assert now.counts == dict.fromkeys(OUTCOMES, 1) | {"closed": 0}
    assert now.total == Invitation.objects.count()


def test_the_bars_stand_end_to_end(one_of_each):
    places = [(begin, length) for _name, begin, length in weeks()[0].bars]
    assert places == [(n, 1) for n in range(7)]


def test_an_invitation_stays_in_the_week_in_which_it_was_sent(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=200)
    tick()
    clock.move(days=-30)
    [week] = [week for week in weeks() if week.total]
    assert week.counts["closed"] == 1
    assert week.start <= Invitation.objects.get().sent_at < week.start + WEEK


def test_every_week_is_there_and_begins_on_a_monday(db, clock):
    found = weeks()
    assert [week.start.weekday() for week in found] == [0] * WEEKS
    assert {later.start - earlier.start for later, earlier in pairwise(found)} == {WEEK}


def test_weeks_begin_in_the_reader_s_time_zone(anna, bruno, clock):
    clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    invite(anna, bruno)
    with timezone.override("Europe/Rome"):
        newest = weeks()[0]
    assert newest.start == datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Rome"))
    assert newest.total == 1


def test_it_takes_one_statement(one_of_each, django_assert_num_queries):
    with django_assert_num_queries(1):
        weeks()


def test_a_week_leads_to_its_invitations(one_of_each, staff):
    [week] = [week for week in staff.get(URL).context["weeks"] if week.total]
    listed = staff.get(week.url).context["cl"].result_list
    assert len(listed) == week.total


def test_the_list_leads_to_it(staff):
    assert reverse("admin:invitations_invitation_weeks") == URL
    assert URL in staff.get(reverse("admin:invitations_invitation_changelist")).text


def test_who_may_not_read_invitations_does_not_see_it(client_for, anna):
    assert client_for(anna).get(URL).status_code == 302
    type(anna).objects.filter(pk=anna.pk).update(is_staff=True)
    assert client_for(anna).get(URL).status_code == 403
