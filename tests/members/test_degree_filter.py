"""The directory's filter by degree: who is found, and that it tells nothing that a member hides."""

from __future__ import annotations

import pytest

from invitations.models import Block
from network.members.models import Connection, Member
from network.members.people import directory_filters
from tests.conftest import invite, reception_of, response_snapshot
from tests.factories import MemberFactory


@pytest.fixture
def people(anna, bruno, carla):
    """Anna – Carla – Bruno – Dora; Anna – Elio – Carla."""
    dora, elio = (
        MemberFactory(name="Dora Neri", handle="dora"),
        MemberFactory(name="Elio Neri", handle="elio"),
    )
    for a, b in ((anna, carla), (carla, bruno), (bruno, dora), (anna, elio), (elio, carla)):
        Connection.objects.connect(a, b)
    return {"bruno": bruno, "carla": carla, "dora": dora, "elio": elio}


@pytest.fixture(params=[500, 0], ids=["few connections", "hub"])
def both_ways(request, monkeypatch):
    """The two statements for members with few and with many connections."""
    monkeypatch.setattr(directory_filters, "HUB_DEGREE", request.param)


def found(browser, degree: str, **query: str) -> list[str]:
    cards = browser.get("/members/", {"degree": degree} | query).context["cards"]
    return [card["person"].handle for card in cards]


def hide_connections(person: Member) -> None:
    Member.objects.filter(pk=person.pk).update(connections_visible_to="nobody")


@pytest.mark.parametrize(
    ("degree", "handles"),
    [("1", ["carla", "elio"]), ("2", ["bruno"]), ("3", ["bruno", "carla", "dora", "elio"])],
)
def test_members_of_this_degree(people, both_ways, anna, client_for, degree, handles):
    assert found(client_for(anna), degree) == handles


def test_it_combines_with_the_search(people, both_ways, anna, client_for):
    assert found(client_for(anna), "1", q="neri") == ["elio"]
    assert found(client_for(anna), "2", q="neri") == []


def test_the_second_degree_is_not_found_through_hidden_connections(people, both_ways, anna, client_for):
    hide_connections(people["carla"])
    assert found(client_for(anna), "2") == []
    Connection.objects.connect(people["elio"], people["bruno"])
    assert found(client_for(anna), "2") == ["bruno"]


def test_a_hidden_connection_changes_no_byte_of_the_filtered_page(people, both_ways, anna, client_for):
    hide_connections(people["carla"])
    before = response_snapshot(client_for(anna).get("/members/?degree=2"))
    Connection.objects.connect(people["carla"], people["dora"])
    assert response_snapshot(client_for(anna).get("/members/?degree=2")) == before


@pytest.mark.parametrize("columns", [{"is_active": False}, {"joined_at": None}])
def test_inactive_members_are_not_found(people, both_ways, anna, client_for, columns):
    Member.objects.filter(handle="bruno").update(**columns)
    assert found(client_for(anna), "2") == []


def test_nobody_is_found_through_an_inactive_connection(people, both_ways, anna, client_for):
    Member.objects.filter(handle="carla").update(is_active=False)
    assert found(client_for(anna), "2") == []


@pytest.mark.parametrize("silently", ["block", "ignore", "refuse"])
def test_what_others_did_silently_changes_nothing(people, both_ways, anna, client_for, silently):
    reception = reception_of(invite(anna, people["bruno"]))
    pages = [f"/members/?degree={degree}" for degree in "12"]
    before = [response_snapshot(client_for(anna).get(page)) for page in pages]
    if silently == "block":
        Block.objects.block(people["bruno"], anna)
    else:
        reception.ignore()
    if silently == "refuse":
        reception.say_unknown()
    assert [response_snapshot(client_for(anna).get(page)) for page in pages] == before


def test_a_member_whom_the_viewer_blocks_is_found_and_marked(people, both_ways, anna, client_for):
    Block.objects.block(anna, people["bruno"])
    assert "You blocked <bdi>Bruno Verdi</bdi>." in client_for(anna).get("/members/?degree=2").text


def test_the_pages_of_a_filtered_list(people, both_ways, anna, carla, client_for):
    for number in range(45):
        Connection.objects.connect(carla, MemberFactory(name=f"Friend {number:02}"))
    names, after = [], ""
    while after is not None:
        page = client_for(anna).get("/members/", {"degree": "2", "after": after})
        names += [card["person"].name for card in page.context["cards"]]
        after = page.context["next"] or None
    assert names == ["Bruno Verdi", *(f"Friend {number:02}" for number in range(45))]


def test_the_chips_keep_the_search(people, anna, client_for):
    page = client_for(anna).get("/members/?q=neri&degree=1&after=").content.decode()
    assert 'href="?q=neri&amp;degree=2"' in page
    assert 'class="chip chip-active" href="?q=neri"' in page
    assert '<input type="hidden" name="degree" value="1">' in page


def test_an_empty_result_leads_to_everybody(anna, client_for):
    page = client_for(anna).get("/members/?degree=2").content.decode()
    assert "No results" in page
    assert 'href="/members/">Show all' in page
