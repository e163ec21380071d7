"""Suggestions: connections of the member's connections, computed with few queries and cached."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db.models import Q

from network.members.models import Connection, Member
from network.members.people import suggestions
from tests.factories import MemberFactory


@pytest.fixture
def dora(db):
    return MemberFactory(name="Dora Neri", handle="dora")


@pytest.fixture
def people(anna, bruno, carla, dora):
    """Anna is connected to Carla and Dora, both of them to Bruno, and Dora and Bruno to Elio."""
    elio = MemberFactory(name="Elio Neri", handle="elio")
    for a, b in ((anna, carla), (anna, dora), (carla, bruno), (dora, bruno), (dora, elio), (bruno, elio)):
        Connection.objects.connect(a, b)
    return {"bruno": bruno, "carla": carla, "dora": dora, "elio": elio}


def nobody(_viewer):
    return Q(pk=0)


def suggested(viewer, limit=10, excluded=None) -> list[tuple[str, int, list[str]]]:
    viewer = Member.objects.get(pk=viewer.pk)
    rows = suggestions.suggest(viewer, lambda _viewer: excluded or Q(pk=0), limit)
    return [
        (row.person.handle, row.shared.count, [face.handle for face in row.shared.members]) for row in rows
    ]


def test_members_with_most_mutual_connections_come_first(people, anna):
    assert suggested(anna) == [("bruno", 2, ["carla", "dora"]), ("elio", 1, ["dora"])]
    assert suggested(anna, limit=1) == [("bruno", 2, ["carla", "dora"])]


def test_a_member_without_second_degree_connections_has_no_suggestions(
    anna, bruno, dora, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert suggestions.suggest(anna, nobody, 10) == []
    Connection.objects.connect(anna, bruno)
    assert suggested(anna) == []


def test_the_condition_of_the_caller_excludes_members(people, anna):
    assert [handle for handle, *_ in suggested(anna, excluded=Q(handle="bruno"))] == ["elio"]


@pytest.mark.parametrize("columns", [{"is_active": False}, {"joined_at": None}])
def test_inactive_members_and_those_who_have_not_joined_are_excluded(people, anna, columns):
    Member.objects.filter(handle="bruno").update(**columns)
    assert [handle for handle, *_ in suggested(anna)] == ["elio"]


@pytest.mark.parametrize(
    ("visible_to", "expected"),
    [
        ("nobody", [("bruno", 2, ["carla", "dora"])]),
        ("connections", [("bruno", 2, ["carla", "dora"]), ("elio", 1, ["dora"])]),
    ],
)
def test_hidden_connections_are_not_used(people, anna, visible_to, expected):
    Member.objects.filter(handle="dora").update(connections_visible_to=visible_to)
    assert suggested(anna) == expected


def test_hiding_connections_takes_effect_despite_the_cache(people, anna, carla):
    assert [handle for handle, *_ in suggested(anna)] == ["bruno", "elio"]
    Member.objects.filter(handle="dora").update(connections_visible_to="nobody")
    assert suggested(anna) == [("bruno", 2, ["carla", "dora"])]
    Member.objects.filter(pk=carla.pk).update(connections_visible_to="nobody")
    assert suggested(anna) == []


@pytest.mark.parametrize("cached", [True, False])
def test_one_visible_path_is_enough_when_the_listed_mutual_connections_hide_theirs(
    people, anna, bruno, cached
):
    for n in range(3):
        friend = MemberFactory(handle=f"friend-{n}")
        Connection.objects.connect(anna, friend)
        Connection.objects.connect(friend, bruno)
    if not cached:
        Member.objects.filter(handle__in=["carla", "dora", "friend-0"]).update(
            connections_visible_to="nobody"
        )
    assert suggested(anna)[0] == ("bruno", 5, ["carla", "dora", "friend-0"])
    Member.objects.filter(handle__in=["dora", "friend-0"]).update(connections_visible_to="nobody")
    assert suggested(anna) == [("bruno", 5, ["carla", "dora", "friend-0"])]


def test_only_the_newest_connections_of_a_hub_are_read(people, anna, dora, clock, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_PER_SOURCE", 2)
    for n in range(3):
        clock.move(hours=1)
        Connection.objects.connect(dora, MemberFactory(handle=f"new-{n}"))
    assert {handle for handle, *_ in suggested(anna)} == {"bruno", "new-1", "new-2"}


def test_only_the_newest_own_connections_are_read(people, anna, clock, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_SOURCES", 1)
    clock.move(hours=1)
    hugo, ines = MemberFactory(handle="hugo"), MemberFactory(handle="ines")
    Connection.objects.connect(hugo, ines)
    Connection.objects.connect(anna, hugo)
    assert suggested(anna) == [("ines", 1, ["hugo"])]


def test_ties_are_broken_randomly_but_stably(anna, carla, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_CACHED", 3)
    Connection.objects.connect(anna, carla)
    for person in MemberFactory.create_batch(8):
        Connection.objects.connect(carla, person)
    first = suggested(anna)
    cache.clear()
    assert suggested(anna) == first
    assert len(first) == 3


@pytest.fixture
def many_candidates(anna, carla, monkeypatch):
    """Eight candidates for Anna, of which three are cached."""
    monkeypatch.setattr(suggestions, "MAX_CACHED", 3)
    Connection.objects.connect(anna, carla)
    for n in range(8):
        Connection.objects.connect(carla, MemberFactory(handle=f"one-{n}"))


@pytest.mark.parametrize("cause", ["excluded", "inactive"])
def test_more_are_computed_when_the_cached_ones_are_used_up(many_candidates, anna, cause):
    all_shown = {handle for handle, *_ in suggested(anna, limit=2)}
    for _ in range(3):
        shown = Member.objects.filter(handle__in=all_shown)
        if cause == "inactive":
            shown.update(is_active=False)
        new = {handle for handle, *_ in suggested(anna, limit=2, excluded=Q(handle__in=all_shown))}
        assert (len(new), new & all_shown) == (2, set())
        all_shown |= new
    assert suggested(anna, limit=2, excluded=Q(handle__in=all_shown)) == []


def test_exhausted_candidates_are_not_computed_again(many_candidates, anna, django_assert_num_queries):
    viewer, excluded = Member.objects.get(pk=anna.pk), Q(handle__gt="one-1")
    with django_assert_num_queries(11):
        assert len(suggestions.suggest(viewer, lambda _viewer: excluded, 3)) == 2
    with django_assert_num_queries(2):
        assert len(suggestions.suggest(viewer, lambda _viewer: excluded, 3)) == 2


def test_suggestions_are_cached(people, anna, django_assert_num_queries):
    viewer = Member.objects.get(pk=anna.pk)
    with django_assert_num_queries(6):
        suggestions.suggest(viewer, nobody, 10)
    with django_assert_num_queries(2):
        suggestions.suggest(viewer, nobody, 10)


def test_a_new_connection_invalidates_the_cache(people, anna, bruno):
    assert suggested(anna)
    Connection.objects.connect(anna, bruno)
    assert suggested(anna) == [("elio", 2, ["bruno", "dora"])]


def test_a_cached_member_who_was_connected_since_is_not_shown(people, anna, bruno, dora):
    assert suggested(anna)[0][0] == "bruno"
    Connection.objects.remove(anna, dora)
    Connection.objects.connect(anna, bruno)
    assert suggested(anna) == []


def test_a_removed_connection_no_longer_counts_in_cached_suggestions(people, anna, carla, dora):
    hugo = MemberFactory(handle="hugo")
    assert len(suggested(anna)) == 2
    Connection.objects.remove(anna, dora)
    Connection.objects.connect(anna, hugo)
    assert suggested(anna) == [("bruno", 2, ["carla"])]


def test_the_cache_holds_only_primary_keys(people, anna):
    suggested(anna)
    cached = cache.get(f"suggestions:{anna.pk}:2")
    assert cached == [
        (people["bruno"].pk, 2, [people["carla"].pk, people["dora"].pk]),
        (people["elio"].pk, 1, [people["dora"].pk]),
    ]
