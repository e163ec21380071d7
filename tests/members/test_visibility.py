"""Who sees a member's connections and address, as the member has chosen."""

from __future__ import annotations

import pytest

from network.members.models import Connection, Member
from tests.conftest import invite, mails, reception_of, whole, work
from tests.factories import MemberFactory

SEEN = {"everybody": {"carla", "dora", "bruno"}, "connections": {"carla", "bruno"}, "nobody": {"bruno"}}


@pytest.fixture
def dora(db):
    return MemberFactory(name="Dora Neri", handle="dora")


@pytest.fixture
def circle(bruno, carla, dora):
    """Bruno's connections are Carla and Elio; Dora knows nobody."""
    elio = MemberFactory(name="Elio Neri", handle="elio")
    Connection.objects.connect(bruno, carla)
    Connection.objects.connect(bruno, elio)
    return {"bruno": bruno, "carla": carla, "dora": dora, "elio": elio}


def choose(member, **columns) -> None:
    Member.objects.filter(pk=member.pk).update(**columns)


def read(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("seen_by", SEEN)
@pytest.mark.parametrize("who", ["bruno", "carla", "dora"])
def test_the_number_and_the_list_are_for_whom_they_are_shown_to(circle, client_for, who, seen_by):
    choose(circle["bruno"], connections_visible_to=seen_by)
    browser, may = client_for(circle[who]), who in SEEN[seen_by]
    page = read(browser, "/members/bruno/")
    assert ("2 connections" in page) is ("/members/bruno/connections/" in page) is may
    assert browser.get("/members/bruno/connections/").status_code == (200 if may else 404)


def test_by_default_connections_see_them(bruno):
    assert bruno.connections_visible_to == Member.VisibleTo.CONNECTIONS
    assert bruno.share_address


def test_the_list_has_the_newest_first_in_pages(circle, client_for, clock):
    for n in range(20):
        clock.move(hours=1)
        Connection.objects.connect(circle["bruno"], MemberFactory(name=f"Newer Number{n}"))
    first = client_for(circle["carla"]).get("/members/bruno/connections/")
    second = client_for(circle["carla"]).get("/members/bruno/connections/", {"after": first.context["next"]})
    rows = [edge.other.name for page in (first, second) for edge in page.context["connections"]]
    assert rows == [*(f"Newer Number{n}" for n in range(19, -1, -1)), "Elio Neri", "Carla Longo"]
    assert second.context["next"] == ""


def test_a_hidden_list_is_an_unknown_one(circle, client_for):
    hidden = client_for(circle["dora"]).get("/members/bruno/connections/")
    unknown = client_for(circle["dora"]).get("/members/nobody-here/connections/")
    assert hidden.status_code == unknown.status_code == 404
    assert whole(hidden) == whole(unknown)


def test_whose_account_is_switched_off_is_not_listed(circle, client_for):
    choose(circle["elio"], is_active=False)
    assert "Elio Neri" not in read(client_for(circle["carla"]), "/members/bruno/connections/")


def test_an_empty_list_says_what_will_stand_there(dora, client_for):
    assert "Whoever connects with Dora will stand here." in read(
        client_for(dora), "/members/dora/connections/"
    )


@pytest.mark.parametrize(
    ("seen_by", "words"),
    [("everybody", "Every member"), ("connections", "Your connections"), ("nobody", "Nobody")],
)
def test_one_s_own_list_says_who_else_sees_it(circle, client_for, seen_by, words):
    choose(circle["bruno"], connections_visible_to=seen_by)
    assert f"{words}" in read(client_for(circle["bruno"]), "/members/bruno/connections/")


def test_shared_connections_stay_visible(circle, anna, client_for):
    choose(circle["bruno"], connections_visible_to="nobody")
    choose(circle["carla"], connections_visible_to="nobody")
    Connection.objects.connect(anna, circle["carla"])
    page = read(client_for(anna), "/members/bruno/")
    assert "1 shared connection" in page
    assert "Carla Longo" in page


@pytest.mark.parametrize("who", ["anna", "dora"])
@pytest.mark.parametrize("shared", [True, False])
def test_the_address_stands_on_the_profile_for_connections(anna, bruno, dora, client_for, who, shared):
    Connection.objects.connect(anna, bruno)
    choose(bruno, share_address=shared)
    page = read(client_for({"anna": anna, "dora": dora}[who]), "/members/bruno/")
    assert ("mailto:bruno@example.org" in page) is (shared and who == "anna")


def acceptance(of, by) -> str:
    """What the sender reads when an invitation has been accepted."""
    reception_of(invite(of, by)).accept()
    work()
    return mails(of, "is now in your network")[0].raw


@pytest.mark.rule("R14")
@pytest.mark.parametrize("shared", [True, False])
def test_the_acceptance_gives_the_address_if_it_is_shared(anna, bruno, shared):
    choose(bruno, share_address=shared)
    assert ("bruno@example.org" in acceptance(anna, bruno)) is shared


@pytest.mark.rule("R15")
@pytest.mark.parametrize("seen_by", SEEN)
def test_the_acceptance_names_others_unless_nobody_sees_them(circle, anna, seen_by):
    Connection.objects.connect(anna, circle["carla"])
    choose(circle["bruno"], connections_visible_to=seen_by)
    mail = acceptance(anna, circle["bruno"])
    assert "Bruno has 3 connections, you among them." in mail
    assert "You share 1 of them." in mail
    assert "- Carla Longo" in mail
    assert ("- Elio Neri" in mail) is (seen_by != "nobody")


WITH = "Anna gets an e-mail with your profile, your address and a summary of your connections."
WITHOUT = (
    "Anna gets an e-mail with your profile and a summary of your connections; your address is not shared."
)


@pytest.mark.parametrize(("shared", "words"), [(True, WITH), (False, WITHOUT)])
def test_the_consequence_of_accepting_says_so_before_the_click(anna, bruno, client_for, shared, words):
    invitation = invite(anna, bruno)
    choose(bruno, share_address=shared)
    for path in ("/invitations/", invitation.get_absolute_url()):
        assert words in read(client_for(bruno), path)
    accept_link = mails(bruno)[0].text.partition("Accept: http://localhost:8000")[2].split()[0]
    assert words in read(client_for(), accept_link)


def test_where_to_choose_is_linked_beside_it(anna, bruno, client_for):
    page = read(client_for(bruno), invite(anna, bruno).get_absolute_url())
    assert 'href="/settings/#visibility"' in page
    assert 'id="shown"' in read(client_for(bruno), "/settings/")


def test_once_accepted_there_is_nothing_more_to_choose_before(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    page = read(client_for(bruno), invitation.get_absolute_url())
    assert "/settings/#visibility" not in page
    assert WITH not in page


TYPED = {"language": "en", "time_zone": "UTC", "invitable_by": "everybody"}


def test_the_settings_decide_it(bruno, client_for):
    client_for(bruno).post(
        "/settings/", TYPED | {"connections_visible_to": "nobody", "share_address": "False"}
    )
    bruno.refresh_from_db()
    assert (bruno.connections_visible_to, bruno.share_address) == ("nobody", False)
    client_for(bruno).post(
        "/settings/", TYPED | {"connections_visible_to": "everybody", "share_address": "True"}
    )
    bruno.refresh_from_db()
    assert (bruno.connections_visible_to, bruno.share_address) == ("everybody", True)


@pytest.mark.parametrize(
    "left_out", [{}, {"connections_visible_to": "", "share_address": "", "invitable_by": ""}]
)
def test_what_is_left_out_stays_as_it_is(bruno, client_for, left_out):
    choose(bruno, connections_visible_to="nobody", share_address=False, invitable_by="address")
    assert (
        client_for(bruno).post("/settings/", {"language": "it", "time_zone": "UTC"} | left_out).status_code
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
def test_a_choice_that_is_none_is_answered_on_the_form(bruno, client_for, field):
    page = client_for(bruno).post("/settings/", TYPED | {field: "perhaps"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
