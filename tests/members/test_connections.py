import pytest
from django.db import IntegrityError, connection, transaction

from network.members.models import Connection, Member
from tests.factories import MemberFactory


@pytest.fixture
def graph(anna, bruno, carla):
    """Anna – Carla – Bruno; Dora is connected to nobody."""
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)
    return MemberFactory(name="Dora Conti")


def test_a_connection_is_stored_as_two_rows(anna, bruno):
    Connection.objects.connect(anna, bruno)
    assert set(Connection.objects.values_list("owner", "other")) == {(anna.pk, bruno.pk), (bruno.pk, anna.pk)}


def test_a_connection_is_unique(anna, bruno):
    Connection.objects.connect(anna, bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.connect(bruno, anna)


def test_a_member_cannot_connect_to_themselves(anna):
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.connect(anna, anna)


def test_mutual_connections_take_one_query(graph, anna, bruno, carla, django_assert_num_queries):
    with django_assert_num_queries(1):
        shared = Connection.objects.shared(anna, [bruno, graph])
    assert (shared[bruno.pk].count, shared[bruno.pk].members) == (1, [carla])
    assert graph.pk not in shared


def test_the_newest_connections_come_with_the_mutual_ones(
    graph, anna, bruno, carla, clock, django_assert_num_queries
):
    clock.move(days=1)
    Connection.objects.connect(anna, graph)
    with django_assert_num_queries(1):
        newest, shared = Connection.objects.newest_and_shared(anna, [bruno])
    assert newest == [graph, carla]
    assert newest[0].since == clock.now()
    assert shared[bruno.pk].members == [carla]
    assert Connection.objects.newest_and_shared(bruno, [])[0] == [carla]


def test_mutual_connections_without_a_json_object_function(graph, anna, bruno, carla, monkeypatch):
    monkeypatch.setattr(type(connection.features), "has_json_object_function", False)
    assert Connection.objects.shared(anna, [bruno])[bruno.pk].members == [carla]


def test_the_existence_subquery_selects_only_the_key(anna):
    """With more columns PostgreSQL scans all connections of a hub in the index by date."""
    assert '"since"' not in str(Connection.objects.annotate_for(anna, Member.objects.all()).query)


def test_many_mutual_connections_show_three_avatars_and_the_count(anna, bruno):
    for _ in range(5):
        other = MemberFactory()
        Connection.objects.connect(anna, other)
        Connection.objects.connect(other, bruno)
    shared = Connection.objects.shared(anna, [bruno])[bruno.pk]
    assert (shared.count, len(shared.members)) == (5, 3)


def test_removing_deletes_both_rows_and_updates_the_degree(anna, bruno):
    Connection.objects.connect(anna, bruno)
    assert Connection.objects.remove(anna, bruno)
    anna.refresh_from_db()
    assert (anna.degree, Connection.objects.count()) == (0, 0)


def test_removing_a_missing_connection_returns_false(anna, bruno):
    assert not Connection.objects.remove(anna, bruno)


def test_the_list_is_paginated(anna, client_for, clock):
    for n in range(45):
        Connection.objects.connect(anna, MemberFactory(name=f"Friend {n:02}"))
        clock.move(seconds=1 if n % 2 else 0)
    names, url = [], "/connections/"
    while url:
        page = client_for(anna).get(url)
        names += [edge.other.name for edge in page.context["connections"]]
        url = f"/connections/?after={page.context['next']}" if page.context["next"] else ""
    assert sorted(names) == [f"Friend {n:02}" for n in range(45)]
    assert names[0] == "Friend 44"


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "WyJhIiwiYiJd", "é", "a" * 5000])
def test_an_invalid_cursor_is_not_found(anna, client_for, cursor):
    assert client_for(anna).get("/connections/", {"after": cursor}).status_code == 404


def test_the_remove_view(anna, bruno, client_for):
    Connection.objects.connect(anna, bruno)
    assert client_for(anna).post("/connections/bruno/remove/")["Location"] == "/connections/"
    browser = client_for(anna)
    assert browser.post("/connections/bruno/remove/")["Location"] == "/connections/"
    assert "No longer open." in browser.get("/connections/").content.decode()
    assert browser.post("/connections/nobody/remove/").status_code == 404


def test_mutual_connections_are_counted_up_to_a_hundred(anna, bruno, client_for):
    for _ in range(101):
        other = MemberFactory()
        Connection.objects.connect(anna, other)
        Connection.objects.connect(other, bruno)
    shared = Connection.objects.shared(anna, [bruno])[bruno.pk]
    assert (shared.count, shared.count_label, len(shared.members)) == (100, "99+", 3)
    assert "99+ shared connections" in client_for(anna).get("/members/bruno/").content.decode()


@pytest.mark.parametrize("hub_handle", ["anna", "bruno"])
def test_mutual_connections_do_not_depend_on_which_member_has_more_connections(
    graph, anna, bruno, carla, hub_handle
):
    hub = {"anna": anna, "bruno": bruno}[hub_handle]
    for _ in range(3):
        Connection.objects.connect(hub, MemberFactory())
    anna.refresh_from_db()
    shared = Connection.objects.shared(anna, [bruno])[bruno.pk]
    assert (shared.count, shared.count_label, shared.members) == (1, "1", [carla])


def test_inactive_members_are_no_mutual_connections(graph, anna, bruno, carla):
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    assert Connection.objects.shared(anna, [bruno]) == {}
