"""After a POST by htmx the redirect goes back to the current page; other POSTs redirect as usual."""

from __future__ import annotations

import pytest

from tests.conftest import invite

ARCHIVE = "http://testserver/invitations/archived/?q=anna"


@pytest.fixture
def ignore(anna, bruno, client_for):
    """Function that ignores an invitation as Bruno, from the given current page; it returns the response."""
    url = f"{invite(anna, bruno).get_absolute_url()}ignore/"

    def post(current_url="", browser=None):
        headers = {"HX-Request": "true", "HX-Current-URL": current_url} if current_url else {}
        return (browser or client_for(bruno)).post(url, headers=headers)

    return post


def test_htmx_redirects_to_the_current_page(ignore):
    response = ignore(ARCHIVE)
    assert (response.status_code, response["Location"]) == (302, "/invitations/archived/?q=anna")
    assert {"HX-Request", "HX-Current-URL"} <= set(response["Vary"].split(", "))


def test_without_htmx_the_redirect_is_unchanged(ignore):
    assert ignore()["Location"] == "/invitations/"


@pytest.mark.parametrize(
    "current_url",
    [
        "https://elsewhere.example/",
        "http://testserver//elsewhere.example/",
        "http://testserver",
        "?",
        "http://[x",
    ],
)
def test_foreign_and_invalid_urls_are_ignored(ignore, current_url):
    assert ignore(current_url)["Location"] == "/invitations/"


def test_the_url_of_the_post_itself_is_ignored(anna, bruno, client_for):
    path = f"{invite(anna, bruno).get_absolute_url()}ignore/"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    assert client_for(bruno).post(path, headers=headers)["Location"] == "/invitations/"


def test_a_redirect_to_sign_in_is_unchanged(ignore, client_for):
    response = ignore(ARCHIVE, client_for())
    assert response["Location"].startswith("/accounts/login/")


def test_only_signed_in_pages_load_htmx(bruno, client_for):
    assert "htmx" not in client_for().get("/accounts/login/").content.decode()
    assert "htmx-2.min.js" in client_for(bruno).get("/").content.decode()


def test_a_demo_persona_stays_under_its_prefix(anna, bruno, client):
    path = f"/as/bruno{invite(anna, bruno).get_absolute_url()}ignore/"
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/as/bruno/invitations/archived/"}
    assert client.post(path, headers=headers)["Location"] == "/as/bruno/invitations/archived/"
