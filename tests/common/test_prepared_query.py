"""A prepared query gives what its queryset gives, whatever the numbers, and composes its SQL once."""

import pytest

from invitations.models import Reception
from network.common.prepared_query import PreparedQuery, padded
from network.members.models import Member
from tests.conftest import invite

BY_KEYS = PreparedQuery(lambda a, b: Member.objects.filter(pk__in=[a, b]).order_by("pk"), 2)


def receptions(member):
    return Reception.objects.of(Member(pk=member)).with_people()


def test_other_numbers_give_other_rows(anna, bruno, carla):
    for pair in ([anna, bruno], [bruno, carla], [carla, carla]):
        keys = [member.pk for member in pair]
        assert BY_KEYS.fetch(*keys) == list(BY_KEYS.compose(*keys))


def test_rows_have_their_types_and_related_rows(anna, bruno, django_assert_num_queries):
    invite(anna, bruno)
    prepared = PreparedQuery(receptions, 1)
    [expected] = receptions(bruno.pk)
    with django_assert_num_queries(1):
        [row] = prepared.fetch(bruno.pk)
        assert (row.sender.name, row.invitation.sent_at) == (anna.name, expected.invitation.sent_at)
    assert vars(row).keys() == vars(expected).keys()
    assert prepared.fetch(anna.pk) == []


def test_it_is_composed_once(anna, bruno, monkeypatch):
    prepared = PreparedQuery(lambda key: Member.objects.filter(pk=key).values_list("name"), 1)
    assert prepared.fetch(anna.pk) == [(anna.name,)]
    monkeypatch.setattr(prepared, "compose", None)
    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.as_sql", None)
    assert prepared.fetch(bruno.pk) == [(bruno.name,)]


def test_texts_follow_the_numbers(anna, bruno):
    named = PreparedQuery(lambda key, handle: Member.objects.filter(handle=handle).exclude(pk=key), 1, 1)
    assert named.fetch(anna.pk, "bruno") == [bruno]
    assert named.fetch(bruno.pk, "bruno") == []


def test_keys_are_padded_with_the_last():
    assert padded([3, 4], 4) == [3, 4, 4, 4]
    assert padded([3], 1) == [3]


def test_a_wrong_number_of_values_is_refused(db):
    with pytest.raises(ValueError, match="zip"):
        BY_KEYS.fetch(1)
