"""The admin page with the outcomes of invitations by week."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from invitations.admin.statistics import OUTCOMES, WEEK, WEEK_COUNT, recent_weeks
from invitations.models import Block, Invitation
from tests.conftest import invite, reception_of, tick, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")
URL = "/admin/invitations/invitation/weeks/"


@pytest.fixture
def one_per_outcome(anna, clock):
    """One invitation of Anna for each outcome but closing; the last is not delivered yet."""
    accepted, _waiting, replied, ignored, refused, blocked, withdrawn = (
        invite(anna, MemberFactory()) for _n in range(7)
    )
    reception_of(replied).reply("Hello")
    reception_of(accepted).accept()
    reception_of(ignored).ignore()
    reception_of(refused).ignore()
    reception_of(refused).say_unknown()
    Block.objects.block(blocked.recipient, anna)
    withdrawn.withdraw()
    Invitation.objects.send_to_address(anna, "nobody@example.com")
    work()
    Invitation.objects.send(anna, MemberFactory())


def test_each_outcome_is_counted_once(one_per_outcome):
    current_week = recent_weeks(Invitation.objects.all())[0]
    assert current_week.counts == dict.fromkeys(OUTCOMES, 1) | {"closed": 0}
    assert current_week.total == Invitation.objects.count()


def test_the_bars_of_a_week_are_stacked(one_per_outcome):
    positions = [(begin, length) for _name, begin, length in recent_weeks(Invitation.objects.all())[0].bars]
    assert positions == [(n, 1) for n in range(9)]


def test_an_invitation_counts_in_the_week_it_was_sent(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=200)
    tick()
    clock.move(days=-30)
    [week] = [week for week in recent_weeks(Invitation.objects.all()) if week.total]
    assert week.counts["closed"] == 1
    assert week.start <= Invitation.objects.get().sent_at < week.start + WEEK


def test_there_is_every_week_and_each_starts_on_a_monday(db, clock):
    all_weeks = recent_weeks(Invitation.objects.all())
    assert [week.start.weekday() for week in all_weeks] == [0] * WEEK_COUNT
    assert {later.start - earlier.start for later, earlier in pairwise(all_weeks)} == {WEEK}


def test_weeks_start_in_the_time_zone_of_the_reader(anna, bruno, clock):
    clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    invite(anna, bruno)
    with timezone.override("Europe/Rome"):
        newest = recent_weeks(Invitation.objects.all())[0]
    assert newest.start == datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Rome"))
    assert newest.total == 1


def test_the_weeks_take_one_query(one_per_outcome, django_assert_num_queries):
    with django_assert_num_queries(1):
        recent_weeks(Invitation.objects.all())


def test_a_week_links_to_its_invitations(one_per_outcome, staff):
    [week] = [week for week in staff.get(URL).context["weeks"] if week.total]
    listed = staff.get(week.url).context["cl"].result_list
    assert len(listed) == week.total


def test_the_list_of_invitations_links_to_the_statistics(staff):
    assert reverse("admin:invitations_invitation_weeks") == URL
    assert URL in staff.get(reverse("admin:invitations_invitation_changelist")).text


def test_the_page_needs_permission_to_view_invitations(client_for, anna):
    assert client_for(anna).get(URL).status_code == 302
    type(anna).objects.filter(pk=anna.pk).update(is_staff=True)
    assert client_for(anna).get(URL).status_code == 403


def test_nothing_about_oneself_is_counted_even_for_a_superuser(one_per_outcome, client_for, anna):
    type(anna).objects.filter(pk=anna.pk).update(is_staff=True, is_superuser=True)
    assert not any(week.total for week in client_for(anna).get(URL).context["weeks"])
