"""How the sender knows them; and whoever does not is stopped before anything is sent, spent or counted."""

import pytest

from invitations.models import Invitation
from network.members.models import Connection
from tests.conftest import invite
from tests.privacy.writes import writes

TO_BRUNO, BY_EMAIL = "/members/bruno/invite/", "/invitations/by-email/"
UNKNOWN = {"note": "Two desks apart", "reason": "unknown"}


def words_of(page):
    return page.content.decode()


def choices(page) -> list[str]:
    return [str(label) for _, label in page.context["form"].fields["reason"].choices]


def test_five_answers_and_the_one_that_stops(anna, bruno, client_for):
    known = ["Colleague", "Classmate", "Business", "Friend", "Other"]
    assert choices(client_for(anna).get(TO_BRUNO)) == [*known, "I don’t know Bruno"]
    assert choices(client_for(anna).get(BY_EMAIL)) == [*known, "I don’t know this person"]
    assert "How do you know Bruno?" in words_of(client_for(anna).get(TO_BRUNO))


@pytest.mark.parametrize("reason", ["", *Invitation.Reason.values])
def test_a_known_reason_is_kept(anna, bruno, client_for, reason):
    assert client_for(anna).post(TO_BRUNO, {"reason": reason}).status_code == 302
    assert Invitation.objects.get().reason == reason


@pytest.mark.parametrize("also", [{}, {"email": "bruno@example.org"}])
def test_not_knowing_them_sends_nothing_and_costs_nothing(anna, bruno, client_for, also):
    browser = client_for(anna)
    with writes() as found:
        page = browser.post(TO_BRUNO, UNKNOWN | also)
    assert (page.status_code, found) == (200, [])
    for words in ("Nothing was sent, and it has cost you nothing.", "Two desks apart", *also.values()):
        assert words in words_of(page)
    assert page.context["form"]["reason"].value() == "unknown"


def test_nor_does_it_by_email(anna, client_for):
    browser = client_for(anna)
    with writes() as found:
        page = browser.post(BY_EMAIL, UNKNOWN | {"email": "dora@example.net"})
    assert (page.status_code, found) == (200, [])
    assert "dora@example.net" in words_of(page)
    assert "Ask somebody whom you both know to introduce you." in words_of(page)


def test_it_does_not_accept_an_invitation_of_theirs_either(anna, bruno, client_for):
    theirs = invite(bruno, anna)
    assert client_for(anna).post(TO_BRUNO, UNKNOWN).status_code == 200
    theirs.refresh_from_db()
    assert theirs.is_open


def test_the_advice_names_whom_both_know(anna, bruno, carla, client_for):
    assert "Ask somebody whom you both know" in words_of(client_for(anna).post(TO_BRUNO, UNKNOWN))
    for person in (anna, bruno):
        Connection.objects.connect(person, carla)
    assert "Ask <bdi>Carla Longo</bdi>, whom you both know" in words_of(
        client_for(anna).post(TO_BRUNO, UNKNOWN)
    )


def test_what_is_too_long_is_kept_whole(anna, bruno, client_for):
    long = "🙂" * 301
    page = client_for(anna).post(TO_BRUNO, {"note": long})
    assert page.status_code == 200
    assert long in words_of(page)
    assert "maxlength" not in words_of(page)
    assert client_for(anna).post(TO_BRUNO, {"note": " " + "🙂" * 299 + "\r\n"}).status_code == 302
