"""A form that comes back with errors says so in the title, and its first wrong field is focused."""

import re

import pytest

FORMS = [
    ("/settings/profile/", {"name": "", "headline": "x" * 200}),
    ("/settings/", {"time_zone": "Nowhere/At_All", "language": "en"}),
    ("/invitations/by-email/", {"email": "nobody"}),
    ("/members/bruno/invite/", {"note": "x" * 400}),
    ("/settings/delete/", {}),
]


def title_of(page: str) -> str:
    match = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert match
    return match[1]


def invalid_controls(page: str) -> list[str]:
    return re.findall(r'<(?:input|textarea|select)[^>]*aria-invalid="true"[^>]*>', page)


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_the_first_wrong_field_is_focused(confirmed_client_for, anna, bruno, path, data):
    page = confirmed_client_for(anna).post(path, data).content.decode()
    assert title_of(page).startswith("Error: ")
    assert page.count(" autofocus") == 1
    assert " autofocus" in invalid_controls(page)[0]


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_an_unsent_form_has_no_error(client_for, anna, bruno, path, data):
    page = client_for(anna).get(path).content.decode()
    assert not title_of(page).startswith("Error")
    assert " autofocus" not in page


def test_an_error_of_the_whole_form_is_focused(client, anna):
    page = client.post("/accounts/login/", {"login": anna.email, "password": "wrong"}).content.decode()
    assert title_of(page).startswith("Error: ")
    assert '<div class="notice notice-error" role="alert" tabindex="-1" autofocus>' in page
    assert page.count(" autofocus") == 1


def test_a_visitor_gets_the_same(client, db):
    page = client.post("/accounts/signup/", {"name": "", "email": "nobody"}).content.decode()
    assert title_of(page).startswith("Error: ")
    assert "autofocus" in invalid_controls(page)[0]


@pytest.mark.parametrize(
    ("url", "field"),
    [("/accounts/login/", "login"), ("/accounts/signup/", "name"), ("/accounts/password/reset/", "email")],
)
def test_a_form_that_comes_back_shows_a_part_of_a_long_text(client, db, url, field):
    page = client.post(url, {field: '"' * 60_000}).content.decode()
    assert 100 < page.count("&quot;") <= 2000


def test_a_note_that_is_somewhat_too_long_comes_back_whole(anna, bruno, client_for):
    page = client_for(anna).post("/members/bruno/invite/", {"note": "é" * 1500})
    assert "é" * 1500 in page.content.decode()
