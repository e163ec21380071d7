"""Who sees the values of profile fields: every kind of viewer on every surface, and nobody by guessing."""

from __future__ import annotations

import pytest

from invitations.models import Block
from network.members.models import Connection, Member
from tests.conftest import invite
from tests.factories import MemberFactory
from tests.members.fields import give, make_field

VALUES = {"members": "Open4All", "connections": "Ours4Us", "staff": "Mine4Me"}
SEEN = {
    "self": {"members", "connections", "staff"},
    "connection": {"members", "connections"},
    "member": {"members"},
    "blocked": {"members"},
    "staff": {"members"},
}


@pytest.fixture
def fields(anna):
    """Three fields of Anna's, one for each audience; two of them are on cards."""
    made = {
        audience: make_field(f"Label {audience}", visible_to=audience, is_on_card=audience != "members")
        for audience in VALUES
    }
    for audience, field in made.items():
        give(anna, field, VALUES[audience])
    return made


@pytest.fixture
def viewers(anna, bruno, carla):
    Connection.objects.connect(anna, bruno)
    blocked, staff = MemberFactory(handle="blocked"), MemberFactory(handle="staff", is_staff=True)
    Connection.objects.connect(anna, blocked)
    Block.objects.block(anna, blocked)
    return {"self": anna, "connection": bruno, "member": carla, "blocked": blocked, "staff": staff}


def seen(response) -> set[str]:
    assert response.status_code == 200
    return {audience for audience, value in VALUES.items() if value in response.content.decode()}


@pytest.mark.parametrize("viewer", SEEN)
def test_on_the_profile(fields, viewers, client_for, viewer):
    assert seen(client_for(viewers[viewer]).get("/members/anna/")) == SEEN[viewer]


@pytest.mark.parametrize("viewer", SEEN.keys() - {"self"})
@pytest.mark.parametrize("path", ["/members/", "/members/?q=anna", "/members/?degree=1"])
def test_on_cards_of_the_directory(fields, viewers, client_for, viewer, path):
    """There only those on cards, of which members who are no connections may see none."""
    assert seen(client_for(viewers[viewer]).get(path)) == SEEN[viewer] - {"members"}


def test_on_cards_of_connections(fields, viewers, anna, bruno, carla, client_for):
    assert seen(client_for(bruno).get("/connections/")) == {"connections"}
    Connection.objects.connect(carla, bruno)
    Member.objects.update(connections_visible_to="everybody")
    assert seen(client_for(carla).get("/members/bruno/connections/")) == set()


def test_on_a_received_invitation(fields, anna, carla, client_for):
    invitation = invite(anna, carla)
    for path in ("/", "/invitations/", invitation.get_absolute_url()):
        assert seen(client_for(carla).get(path)) == set()
    carla.receptions.get().accept()
    assert seen(client_for(carla).get(invitation.get_absolute_url())) == {"connections"}


def test_a_stranger_sees_none(fields, client_for):
    for path in ("/members/anna/", "/members/?q=Open4All"):
        assert client_for().get(path).status_code == 302


@pytest.mark.parametrize("value", VALUES.values())
def test_no_search_finds_a_value(fields, viewers, carla, client_for, value):
    assert client_for(carla).get("/members/", {"q": value}).context["cards"] == []


def test_no_parameter_filters_or_sorts_by_a_field_that_not_everybody_sees(fields, viewers, carla, client_for):
    browser = client_for(carla)
    everybody = [card["person"].pk for card in browser.get("/members/").context["cards"]]
    for field in fields.values():
        for name in (f"field-{field.pk}", field.column, f"{field.column}__startswith", "sort", "order"):
            for value in ("x", VALUES[field.visible_to], field.column):
                cards = browser.get("/members/", {name: value}).context["cards"]
                assert [card["person"].pk for card in cards] == everybody


def test_a_hidden_field_is_nowhere(fields, viewers, client_for):
    for field in fields.values():
        field.is_hidden = True
        field.save()
    for viewer in viewers.values():
        assert seen(client_for(viewer).get("/members/anna/")) == set()
    page = client_for(viewers["self"]).get("/settings/profile/")
    assert seen(page) == set()
    assert b"Label" not in page.content


def test_somebody_who_has_left_shows_none_even_before_the_worker_came(
    fields, viewers, anna, bruno, client_for
):
    anna.leave()
    assert seen(client_for(bruno).get("/connections/")) == set()


def test_markup_in_labels_and_values_is_shown_as_text(anna, carla, client_for):
    give(anna, make_field("<i>Label</i>", is_on_card=True), "<script>alert(1)</script>")
    for path in ("/members/anna/", "/members/"):
        page = client_for(carla).get(path).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "&lt;i&gt;Label" in page
        assert "<script>alert" not in page
        assert "<i>Label" not in page


def test_a_link_shows_its_host_and_lends_it_nothing(anna, carla, client_for):
    give(anna, make_field(kind="link"), "https://аpple.com/login?x=1&y=2")
    page = client_for(carla).get("/members/anna/").content.decode()
    assert 'rel="nofollow noopener noreferrer ugc"><bdi dir="ltr">xn--pple-43d.com</bdi>' in page
