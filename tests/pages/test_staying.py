"""An act by htmx leads back to the page that one stands on; every other leads where it always led."""

from __future__ import annotations

import pytest

from tests.conftest import invite

ARCHIVE = "http://testserver/invitations/archived/?q=anna"


@pytest.fixture
def ignoring(anna, bruno, client_for):
    """Bruno ignores; what the answer is."""
    address = f"{invite(anna, bruno).get_absolute_url()}ignore/"

    def ignore(stands="", browser=None, **headers):
        asked = {"HX-Request": "true", "HX-Current-URL": stands} if stands else {}
        return (browser or client_for(bruno)).post(address, headers=asked | headers)

    return ignore


def test_by_htmx_one_is_led_back(ignoring):
    answer = ignoring(ARCHIVE)
    assert (answer.status_code, answer["Location"]) == (302, "/invitations/archived/?q=anna")
    assert {"HX-Request", "HX-Current-URL"} <= set(answer["Vary"].split(", "))


def test_without_it_one_is_led_as_ever(ignoring):
    assert ignoring()["Location"] == "/invitations/"


@pytest.mark.parametrize(
    "stands",
    [
        "https://elsewhere.example/",
        "http://testserver//elsewhere.example/",
        "http://testserver",
        "?",
        "http://[x",
    ],
)
def test_nobody_is_led_elsewhere(ignoring, stands):
    assert ignoring(stands)["Location"] == "/invitations/"


def test_what_an_act_itself_has_answered_is_no_page_to_stand_on(anna, bruno, client_for):
    path = f"{invite(anna, bruno).get_absolute_url()}ignore/"
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    assert client_for(bruno).post(path, headers=asked)["Location"] == "/invitations/"


def test_signing_in_is_not_skipped(ignoring, client_for):
    answer = ignoring(ARCHIVE, client_for())
    assert answer["Location"].startswith("/accounts/login/")


def test_only_members_carry_htmx(bruno, client_for):
    assert "htmx" not in client_for().get("/accounts/login/").content.decode()
    assert "htmx-2.min.js" in client_for(bruno).get("/").content.decode()


def test_a_side_of_the_demo_stays_on_its_side(anna, bruno, client):
    path = f"/as/bruno{invite(anna, bruno).get_absolute_url()}ignore/"
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/as/bruno/invitations/archived/"}
    assert client.post(path, headers=asked)["Location"] == "/as/bruno/invitations/archived/"
