import pytest
from django.db import IntegrityError, connection, transaction

from network.members.models import Connection, Member
from tests.factories import MemberFactory


@pytest.fixture
def graph(anna, bruno, carla):
    """Anna – Carla – Bruno, and Dora who knows nobody."""
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)
    return MemberFactory(name="Dora Conti")


def test_a_connection_is_two_rows_without_a_key_of_their_own(anna, bruno):
    Connection.objects.connect(anna, bruno)
    assert set(Connection.objects.values_list("owner", "other")) == {(anna.pk, bruno.pk), (bruno.pk, anna.pk)}


def test_twice_is_refused_by_the_key(anna, bruno):
    Connection.objects.connect(anna, bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.connect(bruno, anna)


def test_nobody_connects_with_themselves(anna):
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.connect(anna, anna)


def test_shared_connections_in_one_query(graph, anna, bruno, carla, django_assert_num_queries):
    with django_assert_num_queries(1):
        shared = Connection.objects.shared(anna, [bruno, graph])
    assert (shared[bruno.pk].count, shared[bruno.pk].faces) == (1, [carla])
    assert graph.pk not in shared


def test_a_connection_that_was_busy_when_asked_for_json_still_gives_them(
    graph, anna, bruno, carla, monkeypatch
):
    monkeypatch.setattr(type(connection.features), "has_json_object_function", False)
    assert Connection.objects.shared(anna, [bruno])[bruno.pk].members == [carla]


def test_a_probe_asks_for_the_key_alone(anna):
    """Asked for more, PostgreSQL walks all that a hub has in the index by date, to be spared a look at the table."""
    assert '"since"' not in str(Connection.objects.annotate_for(anna, Member.objects.all()).query)


def test_of_many_shared_ones_three_faces_and_the_number(anna, bruno):
    for _ in range(5):
        other = MemberFactory()
        Connection.objects.connect(anna, other)
        Connection.objects.connect(other, bruno)
    shared = Connection.objects.shared(anna, [bruno])[bruno.pk]
    assert (shared.count, len(shared.members)) == (5, 3)


def test_removing_takes_both_rows_and_counts_down(anna, bruno):
    Connection.objects.connect(anna, bruno)
    assert Connection.objects.remove(anna, bruno)
    anna.refresh_from_db()
    assert (anna.degree, Connection.objects.count()) == (0, 0)


def test_removing_what_is_not_there(anna, bruno):
    assert not Connection.objects.remove(anna, bruno)


def test_the_list_goes_on_page_after_page(anna, client_for, clock):
    for n in range(45):
        Connection.objects.connect(anna, MemberFactory(name=f"Friend {n:02}"))
        clock.move(seconds=1 if n % 2 else 0)
    seen, url = [], "/connections/"
    while url:
        page = client_for(anna).get(url)
        seen += [edge.other.name for edge in page.context["connections"]]
        url = f"/connections/?after={page.context['next']}" if page.context["next"] else ""
    assert sorted(seen) == [f"Friend {n:02}" for n in range(45)]
    assert seen[0] == "Friend 44"


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "WyJhIiwiYiJd", "é", "a" * 5000])
def test_a_bad_cursor_leads_nowhere(anna, client_for, cursor):
    assert client_for(anna).get("/connections/", {"after": cursor}).status_code == 404


def test_removing_on_the_site(anna, bruno, client_for):
    Connection.objects.connect(anna, bruno)
    assert client_for(anna).post("/connections/bruno/remove/")["Location"] == "/connections/"
    browser = client_for(anna)
    assert browser.post("/connections/bruno/remove/")["Location"] == "/connections/"
    assert "No longer open." in browser.get("/connections/").content.decode()
    assert browser.post("/connections/nobody/remove/").status_code == 404


def test_from_a_hundred_on_they_are_counted_no_further(anna, bruno, client_for):
    for _ in range(101):
        other = MemberFactory()
        Connection.objects.connect(anna, other)
        Connection.objects.connect(other, bruno)
    shared = Connection.objects.shared(anna, [bruno])[bruno.pk]
    assert (shared.count, shared.count_label, len(shared.members)) == (100, "99+", 3)
    assert "99+ shared connections" in client_for(anna).get("/members/bruno/").content.decode()


@pytest.mark.parametrize("more", ["anna", "bruno"])
def test_it_does_not_matter_who_knows_more_people(graph, anna, bruno, carla, more):
    hub = {"anna": anna, "bruno": bruno}[more]
    for _ in range(3):
        Connection.objects.connect(hub, MemberFactory())
    anna.refresh_from_db()
    shared = Connection.objects.shared(anna, [bruno])[bruno.pk]
    assert (shared.count, shared.shown, shared.members) == (1, "1", [carla])


def test_an_account_that_was_switched_off_is_nobody_shared(graph, anna, bruno, carla):
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    assert Connection.objects.shared(anna, [bruno]) == {}
