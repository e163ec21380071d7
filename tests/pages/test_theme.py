"""Light and dark: kept in the browser, drawn by the server, and the way back leads nowhere else."""

import pytest
from django.template.loader import render_to_string

HOSTILE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "http:evil.example", " //evil.example", "\t//evil.example", "/\t/evil.example",
    "https:/evil.example", "https:///evil.example", "evil.example\\@here", "\x00//evil.example", "",
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_the_choice_is_drawn_by_the_server(client, db, theme):
    answer = client.post("/theme/", {"theme": theme, "next": "/goodbye/"})
    assert (answer.status_code, answer.url) == (302, "/goodbye/")
    for path in ("/goodbye/", "/nothing/here/"):
        assert f'data-theme="{theme}"' in client.get(path).content.decode()


def test_the_cookie_is_for_the_server_alone(client):
    cookie = client.post("/theme/", {"theme": "dark"}).cookies["theme"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], bool(cookie["secure"])) == ("Lax", "/", False)


def test_the_cookie_is_as_secure_as_the_session(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert client.post("/theme/", {"theme": "dark"}).cookies["theme"]["secure"]


def test_choosing_asks_the_database_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post("/theme/", {"theme": "dark"})


@pytest.mark.parametrize("theme", ["", "blue", 'dark"><script>', "\x00"])
def test_no_other_theme(client, db, theme):
    assert "theme" not in client.post("/theme/", {"theme": theme}).cookies
    client.cookies["theme"] = theme.replace("\x00", "") or "x"
    assert 'data-theme="system"' in client.get("/").content.decode()


@pytest.mark.parametrize("back", HOSTILE)
def test_the_way_back_leads_nowhere_else(client, back):
    assert client.post("/theme/", {"theme": "dark", "next": back}).url == "/"


def test_each_side_has_a_light_of_its_own(client, anna, bruno):
    client.post("/as/anna/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/as/anna/").content.decode()
    assert 'data-theme="system"' in client.get("/as/bruno/").content.decode()


def test_a_fault_is_dark_too(client, rf):
    request = rf.get("/")
    request.COOKIES["theme"] = "dark"
    request.user = None
    page = render_to_string("500.html", request=request)
    assert 'content="dark"' in page
