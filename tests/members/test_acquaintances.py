"""People one may know: connections of one's connections, found by reading little, and kept."""

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
def circle(anna, bruno, carla, dora):
    """Anna knows Carla and Dora; both know Bruno, and Dora knows Elio."""
    elio = MemberFactory(name="Elio Neri", handle="elio")
    for a, b in ((anna, carla), (anna, dora), (carla, bruno), (dora, bruno), (dora, elio), (bruno, elio)):
        Connection.objects.connect(a, b)
    return {"bruno": bruno, "carla": carla, "dora": dora, "elio": elio}


def of(viewer, most=10, leaving_out=None) -> list[tuple[str, int, list[str]]]:
    viewer = Member.objects.get(pk=viewer.pk)
    found = suggestions.suggest(viewer, leaving_out or Q(pk=0), most)
    return [
        (each.person.handle, each.shared.count, [face.handle for face in each.shared.members])
        for each in found
    ]


def test_those_first_with_whom_one_shares_most(circle, anna):
    assert of(anna) == [("bruno", 2, ["carla", "dora"]), ("elio", 1, ["dora"])]
    assert of(anna, most=1) == [("bruno", 2, ["carla", "dora"])]


def test_whoever_knows_nobody_may_know_nobody(anna, bruno, dora, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suggestions.suggest(anna, Q(pk=0), 10) == []
    Connection.objects.connect(anna, bruno)
    assert of(anna) == []


def test_the_condition_of_the_caller_leaves_people_out(circle, anna):
    assert [handle for handle, *_ in of(anna, leaving_out=Q(handle="bruno"))] == ["elio"]


@pytest.mark.parametrize("columns", [{"is_active": False}, {"joined_at": None}])
def test_only_active_members_who_have_joined(circle, anna, columns):
    Member.objects.filter(handle="bruno").update(**columns)
    assert [handle for handle, *_ in of(anna)] == ["elio"]


@pytest.mark.parametrize(
    ("seen_by", "found"),
    [
        ("nobody", [("bruno", 2, ["carla", "dora"])]),
        ("connections", [("bruno", 2, ["carla", "dora"]), ("elio", 1, ["dora"])]),
    ],
)
def test_nobody_is_found_through_somebody_who_shows_their_connections_to_nobody(circle, anna, seen_by, found):
    Member.objects.filter(handle="dora").update(connections_visible_to=seen_by)
    assert of(anna) == found


def test_whoever_hides_their_connections_is_no_way_at_once(circle, anna, carla):
    assert [handle for handle, *_ in of(anna)] == ["bruno", "elio"]
    Member.objects.filter(handle="dora").update(connections_visible_to="nobody")
    assert of(anna) == [("bruno", 2, ["carla", "dora"])]
    Member.objects.filter(pk=carla.pk).update(connections_visible_to="nobody")
    assert of(anna) == []


@pytest.mark.parametrize("warm", [True, False])
def test_one_way_is_enough_though_all_who_are_named_hide_theirs(circle, anna, bruno, warm):
    for n in range(3):
        friend = MemberFactory(handle=f"friend-{n}")
        Connection.objects.connect(anna, friend)
        Connection.objects.connect(friend, bruno)
    if not warm:
        Member.objects.filter(handle__in=["carla", "dora", "friend-0"]).update(
            connections_visible_to="nobody"
        )
    assert of(anna)[0] == ("bruno", 5, ["carla", "dora", "friend-0"])
    Member.objects.filter(handle__in=["dora", "friend-0"]).update(connections_visible_to="nobody")
    assert of(anna) == [("bruno", 5, ["carla", "dora", "friend-0"])]


def test_of_a_hub_the_newest_are_looked_at(circle, anna, dora, clock, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_PER_SOURCE", 2)
    for n in range(3):
        clock.move(hours=1)
        Connection.objects.connect(dora, MemberFactory(handle=f"new-{n}"))
    assert {handle for handle, *_ in of(anna)} == {"bruno", "new-1", "new-2"}


def test_of_one_s_own_the_newest_are_looked_at(circle, anna, clock, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_SOURCES", 1)
    clock.move(hours=1)
    hugo, ines = MemberFactory(handle="hugo"), MemberFactory(handle="ines")
    Connection.objects.connect(hugo, ines)
    Connection.objects.connect(anna, hugo)
    assert of(anna) == [("ines", 1, ["hugo"])]


def test_among_equals_the_lot_decides_and_stays(anna, carla, monkeypatch):
    monkeypatch.setattr(suggestions, "MAX_CACHED", 3)
    Connection.objects.connect(anna, carla)
    for person in MemberFactory.create_batch(8):
        Connection.objects.connect(carla, person)
    first = of(anna)
    cache.clear()
    assert of(anna) == first
    assert len(first) == 3


@pytest.fixture
def many(anna, carla, monkeypatch):
    """Eight whom Anna may know, of whom three are kept."""
    monkeypatch.setattr(suggestions, "MAX_CACHED", 3)
    Connection.objects.connect(anna, carla)
    for n in range(8):
        Connection.objects.connect(carla, MemberFactory(handle=f"one-{n}"))


@pytest.mark.parametrize("lost", ["left out", "inactive"])
def test_when_the_kept_are_used_up_the_next_are_found(many, anna, lost):
    seen = {handle for handle, *_ in of(anna, most=2)}
    for _ in range(3):
        gone = Member.objects.filter(handle__in=seen)
        if lost == "inactive":
            gone.update(is_active=False)
        new = {handle for handle, *_ in of(anna, most=2, leaving_out=Q(handle__in=seen))}
        assert (len(new), new & seen) == (2, set())
        seen |= new
    assert of(anna, most=2, leaving_out=Q(handle__in=seen)) == []


def test_where_no_more_are_left_nobody_looks_again(many, anna, django_assert_num_queries):
    viewer, few = Member.objects.get(pk=anna.pk), Q(handle__gt="one-1")
    with django_assert_num_queries(11):
        assert len(suggestions.suggest(viewer, few, 3)) == 2
    with django_assert_num_queries(2):
        assert len(suggestions.suggest(viewer, few, 3)) == 2


def test_found_once_and_kept(circle, anna, django_assert_num_queries):
    viewer = Member.objects.get(pk=anna.pk)
    with django_assert_num_queries(6):
        suggestions.suggest(viewer, Q(pk=0), 10)
    with django_assert_num_queries(2):
        suggestions.suggest(viewer, Q(pk=0), 10)


def test_a_new_connection_is_looked_at_at_once(circle, anna, bruno):
    assert of(anna)
    Connection.objects.connect(anna, bruno)
    assert of(anna) == [("elio", 2, ["bruno", "dora"])]


def test_whom_one_has_connected_with_since_is_not_shown_from_the_cache(circle, anna, bruno, dora):
    assert of(anna)[0][0] == "bruno"
    Connection.objects.remove(anna, dora)
    Connection.objects.connect(anna, bruno)
    assert of(anna) == []


def test_through_whom_one_no_longer_knows_nobody_is_shown_from_the_cache(circle, anna, carla, dora):
    hugo = MemberFactory(handle="hugo")
    assert len(of(anna)) == 2
    Connection.objects.remove(anna, dora)
    Connection.objects.connect(anna, hugo)
    assert of(anna) == [("bruno", 2, ["carla"])]


def test_the_cache_holds_no_name(circle, anna):
    of(anna)
    kept = cache.get(f"acquaintances:{anna.pk}:2")
    assert kept == [
        (circle["bruno"].pk, 2, [circle["carla"].pk, circle["dora"].pk]),
        (circle["elio"].pk, 1, [circle["dora"].pk]),
    ]
