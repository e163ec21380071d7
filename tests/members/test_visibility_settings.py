"""Who sees the connections and the address of a member: the settings and their effect."""

from __future__ import annotations

import pytest

from network.members.models import Connection, Member
from tests.conftest import invite, mails, reception_of, response_snapshot, work
from tests.factories import MemberFactory

VISIBLE = {"everybody": {"carla", "dora", "bruno"}, "connections": {"carla", "bruno"}, "nobody": {"bruno"}}


@pytest.fixture
def dora(db):
    return MemberFactory(name="Dora Neri", handle="dora")


@pytest.fixture
def people(bruno, carla, dora):
    """Bruno is connected to Carla and Elio; Dora to nobody."""
    elio = MemberFactory(name="Elio Neri", handle="elio")
    Connection.objects.connect(bruno, carla)
    Connection.objects.connect(bruno, elio)
    return {"bruno": bruno, "carla": carla, "dora": dora, "elio": elio}


def update_settings(member, **columns) -> None:
    Member.objects.filter(pk=member.pk).update(**columns)


def read(browser, path: str) -> str:
    """Return the HTML of a page."""
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("visible_to", VISIBLE)
@pytest.mark.parametrize("viewer", ["bruno", "carla", "dora"])
def test_number_and_list_of_connections_are_visible_as_chosen(people, client_for, viewer, visible_to):
    update_settings(people["bruno"], connections_visible_to=visible_to)
    browser, is_visible = client_for(people[viewer]), viewer in VISIBLE[visible_to]
    page = read(browser, "/members/bruno/")
    assert ("2 connections" in page) is ("/members/bruno/connections/" in page) is is_visible
    assert browser.get("/members/bruno/connections/").status_code == (200 if is_visible else 404)


def test_defaults(bruno):
    assert bruno.connections_visible_to == Member.VisibleTo.CONNECTIONS
    assert bruno.share_address


def test_the_list_is_paginated_with_the_newest_first(people, client_for, clock):
    for n in range(20):
        clock.move(hours=1)
        Connection.objects.connect(people["bruno"], MemberFactory(name=f"Newer Number{n}"))
    first = client_for(people["carla"]).get("/members/bruno/connections/")
    second = client_for(people["carla"]).get("/members/bruno/connections/", {"after": first.context["next"]})
    rows = [edge.other.name for page in (first, second) for edge in page.context["connections"]]
    assert rows == [*(f"Newer Number{n}" for n in range(19, -1, -1)), "Elio Neri", "Carla Longo"]
    assert second.context["next"] == ""


def test_a_hidden_list_looks_like_an_unknown_member(people, client_for):
    hidden = client_for(people["dora"]).get("/members/bruno/connections/")
    unknown = client_for(people["dora"]).get("/members/nobody-here/connections/")
    assert hidden.status_code == unknown.status_code == 404
    assert response_snapshot(hidden) == response_snapshot(unknown)


def test_inactive_members_are_not_listed(people, client_for):
    update_settings(people["elio"], is_active=False)
    assert "Elio Neri" not in read(client_for(people["carla"]), "/members/bruno/connections/")


def test_an_empty_list_explains_itself(dora, client_for):
    assert "People who connect with Dora Neri will appear here." in read(
        client_for(dora), "/members/dora/connections/"
    )


@pytest.mark.parametrize(
    ("visible_to", "text"),
    [("everybody", "Every member"), ("connections", "Your connections"), ("nobody", "Nobody")],
)
def test_the_own_list_says_who_sees_it(people, client_for, visible_to, text):
    update_settings(people["bruno"], connections_visible_to=visible_to)
    assert text in read(client_for(people["bruno"]), "/members/bruno/connections/")


def test_mutual_connections_are_always_visible(people, anna, client_for):
    update_settings(people["bruno"], connections_visible_to="nobody")
    update_settings(people["carla"], connections_visible_to="nobody")
    Connection.objects.connect(anna, people["carla"])
    page = read(client_for(anna), "/members/bruno/")
    assert "1 shared connection" in page
    assert "Carla Longo" in page


@pytest.mark.parametrize("viewer", ["anna", "dora"])
@pytest.mark.parametrize("shared", [True, False])
def test_the_profile_shows_the_address_to_connections_if_shared(
    anna, bruno, dora, client_for, viewer, shared
):
    Connection.objects.connect(anna, bruno)
    update_settings(bruno, share_address=shared)
    page = read(client_for({"anna": anna, "dora": dora}[viewer]), "/members/bruno/")
    assert ("mailto:bruno@example.org" in page) is (shared and viewer == "anna")


def acceptance_email(sender, recipient) -> str:
    """Invite and accept; return the e-mail to the sender about it."""
    reception_of(invite(sender, recipient)).accept()
    work()
    return mails(sender, "is now in your network")[0].raw


@pytest.mark.rule("R14")
@pytest.mark.parametrize("shared", [True, False])
def test_the_acceptance_email_has_the_address_if_shared(anna, bruno, shared):
    update_settings(bruno, share_address=shared)
    assert ("bruno@example.org" in acceptance_email(anna, bruno)) is shared


@pytest.mark.rule("R15")
@pytest.mark.parametrize("visible_to", VISIBLE)
def test_the_acceptance_email_lists_connections_unless_hidden(people, anna, visible_to):
    Connection.objects.connect(anna, people["carla"])
    update_settings(people["bruno"], connections_visible_to=visible_to)
    mail = acceptance_email(anna, people["bruno"])
    assert "Bruno has 3 connections, including you." in mail
    assert "You and Bruno share 1 connection." in mail
    assert "- Carla Longo" in mail
    assert ("- Elio Neri" in mail) is (visible_to != "nobody")


ACCEPT = "<b>Accept</b> sends <bdi>Anna</bdi>"
WITH_ADDRESS = f"{ACCEPT} your profile, your address, the number of your connections and some of their names."
WITHOUT_ADDRESS = (
    f"{ACCEPT} your profile, the number of your connections and some of their names, but not your address."
)


@pytest.mark.parametrize(("shared", "text"), [(True, WITH_ADDRESS), (False, WITHOUT_ADDRESS)])
def test_the_consequence_of_accepting_mentions_the_address_if_shared(anna, bruno, client_for, shared, text):
    invitation = invite(anna, bruno)
    update_settings(bruno, share_address=shared)
    for path in ("/invitations/", invitation.get_absolute_url()):
        assert text in read(client_for(bruno), path)
    accept_link = mails(bruno)[0].text.partition("Accept: http://localhost:8000")[2].split()[0]
    assert text in read(client_for(), accept_link)


def test_the_invitation_links_to_the_visibility_settings(anna, bruno, client_for):
    page = read(client_for(bruno), invite(anna, bruno).get_absolute_url())
    assert 'href="/settings/#visibility"' in page
    assert 'id="visibility"' in read(client_for(bruno), "/settings/")


def test_an_accepted_invitation_does_not_link_to_the_visibility_settings(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    page = read(client_for(bruno), invitation.get_absolute_url())
    assert "/settings/#visibility" not in page
    assert WITH_ADDRESS not in page


FORM_DATA = {"language": "en", "time_zone": "UTC", "invitable_by": "everybody"}


def test_the_settings_form_saves_the_visibility(bruno, client_for):
    client_for(bruno).post(
        "/settings/", FORM_DATA | {"connections_visible_to": "nobody", "share_address": "False"}
    )
    bruno.refresh_from_db()
    assert (bruno.connections_visible_to, bruno.share_address) == ("nobody", False)
    client_for(bruno).post(
        "/settings/", FORM_DATA | {"connections_visible_to": "everybody", "share_address": "True"}
    )
    bruno.refresh_from_db()
    assert (bruno.connections_visible_to, bruno.share_address) == ("everybody", True)


@pytest.mark.parametrize(
    "fields", [{}, {"connections_visible_to": "", "share_address": "", "invitable_by": ""}]
)
def test_omitted_fields_keep_their_values(bruno, client_for, fields):
    update_settings(bruno, connections_visible_to="nobody", share_address=False, invitable_by="address")
    assert (
        client_for(bruno).post("/settings/", {"language": "it", "time_zone": "UTC"} | fields).status_code
        == 302
    )
    bruno.refresh_from_db()
    assert (bruno.connections_visible_to, bruno.share_address, bruno.invitable_by) == (
        "nobody",
        False,
        "address",
    )
    assert bruno.language == "it"


@pytest.mark.parametrize("field", ["connections_visible_to", "share_address", "invitable_by"])
def test_an_invalid_choice_is_a_form_error(bruno, client_for, field):
    page = client_for(bruno).post("/settings/", FORM_DATA | {field: "perhaps"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
