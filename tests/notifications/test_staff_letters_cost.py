"""What the step of `tick` costs where nothing waits."""

from __future__ import annotations

from django.db import connection

from network import clock
from notifications import staff_letters
from notifications.models import EmailPreferences
from tests.factories import MemberFactory


def test_members_who_are_not_staff_cost_nothing(db, django_assert_num_queries):
    MemberFactory.create_batch(3)
    with django_assert_num_queries(1):
        assert staff_letters.write() == 0


def test_staff_who_were_looked_at_today_cost_nothing_more(db, django_assert_num_queries):
    MemberFactory.create_batch(3, is_staff=True)
    staff_letters.write()
    with django_assert_num_queries(1):
        assert staff_letters.write() == 0


def test_of_several_workers_one_writes(db):
    member = MemberFactory(is_staff=True, is_superuser=True)
    today = clock.now().date()
    EmailPreferences.objects.filter(member=member).update(staff_letter_on=today)
    assert not staff_letters._write(member, today)


def test_staff_are_found_by_their_index(db):
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, "members_member")
    assert names["member_staff"]["index"]
