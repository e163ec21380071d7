"""The theme is kept in a cookie and rendered by the server; the redirect accepts only local URLs."""

import pytest
from django.template.loader import render_to_string

FOREIGN_URLS = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "http:evil.example", " //evil.example", "\t//evil.example", "/\t/evil.example",
    "https:/evil.example", "https:///evil.example", "evil.example\\@here", "\x00//evil.example", "",
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_the_server_renders_the_chosen_theme(client, db, theme):
    response = client.post("/theme/", {"theme": theme, "next": "/goodbye/"})
    assert (response.status_code, response.url) == (302, "/goodbye/")
    for path in ("/goodbye/", "/nothing/here/"):
        assert f'data-theme="{theme}"' in client.get(path).content.decode()


def test_the_cookie_is_http_only(client):
    cookie = client.post("/theme/", {"theme": "dark"}).cookies["theme"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], bool(cookie["secure"])) == ("Lax", "/", False)


def test_the_cookie_is_as_secure_as_the_session(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert client.post("/theme/", {"theme": "dark"}).cookies["theme"]["secure"]


def test_choosing_a_theme_needs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post("/theme/", {"theme": "dark"})


@pytest.mark.parametrize("theme", ["", "blue", 'dark"><script>', "\x00"])
def test_unknown_themes_are_ignored(client, db, theme):
    assert "theme" not in client.post("/theme/", {"theme": theme}).cookies
    client.cookies["theme"] = theme.replace("\x00", "") or "x"
    assert 'data-theme="system"' in client.get("/").content.decode()


@pytest.mark.parametrize("next_url", FOREIGN_URLS)
def test_foreign_redirect_urls_are_ignored(client, next_url):
    assert client.post("/theme/", {"theme": "dark", "next": next_url}).url == "/"


def test_each_demo_persona_has_its_own_theme(client, anna, bruno):
    client.post("/as/anna/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/as/anna/").content.decode()
    assert 'data-theme="system"' in client.get("/as/bruno/").content.decode()


def test_the_server_error_page_uses_the_theme(client, rf):
    request = rf.get("/")
    request.COOKIES["theme"] = "dark"
    request.user = None
    page = render_to_string("500.html", request=request)
    assert 'content="dark"' in page
