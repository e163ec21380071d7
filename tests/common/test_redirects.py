"""`next` leads to this site alone, and never from https to http; one module reads it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from network.common.redirects import is_own_path, is_own_url
from tests.bin.scripts import ROOT
from tests.members.account import PASSWORD
from tests.members.conftest import nina

__all__ = ["nina"]

HOST = "testserver"
FOREIGN = [
    "http://elsewhere.example/", "https://elsewhere.example/", "//elsewhere.example", "\\\\elsewhere.example",
    "javascript:alert(1)", "/\\elsewhere.example", "https:///elsewhere.example", "http:elsewhere.example", "",
]  # fmt: skip


@pytest.mark.parametrize("url", FOREIGN)
@pytest.mark.parametrize("secure", [True, False])
def test_other_sites_are_refused(rf, url, secure):
    assert not is_own_url(url, rf.get("/", secure=secure))
    assert not is_own_path(url)


def test_over_https_a_url_with_http_is_refused(rf):
    assert not is_own_url(f"http://{HOST}/members/", rf.get("/", secure=True))
    assert is_own_url(f"https://{HOST}/members/", rf.get("/", secure=True))
    assert is_own_url(f"http://{HOST}/members/", rf.get("/"))
    assert is_own_url("/members/?q=a", rf.get("/", secure=True))


@pytest.mark.parametrize(
    ("target", "location"),
    [(f"http://{HOST}/members/", "/"), (f"https://{HOST}/members/", None), ("/members/", None)],
)
def test_signing_in_over_https_leads_to_https(db, nina, target, location):
    data = {"login": nina.email, "password": PASSWORD, "next": target}
    assert Client().post("/accounts/login/", data, secure=True)["Location"] == (location or target)


def test_a_page_leads_to_paths_alone(client, db):
    for target in (*FOREIGN, f"http://{HOST}/members/", f"https://{HOST}/members/"):
        assert client.post("/theme/", {"theme": "dark", "next": target})["Location"] == "/"
    assert client.post("/theme/", {"theme": "dark", "next": "/members/"})["Location"] == "/members/"


def test_one_module_decides():
    """Others that called Django's function could forget the scheme."""
    callers = [
        str(file.relative_to(ROOT))
        for app in ("network", "invitations", "notifications")
        for file in (ROOT / app).rglob("*.py")
        if re.search(r"url_has_allowed_host_and_scheme\(", file.read_text())
    ]
    assert callers == ["network/common/redirects.py"]


LONG = "/" + "\N{GRINNING FACE}" * 300


@pytest.mark.parametrize(
    ("path", "data", "location"),
    [
        ("/theme/", {"next": LONG}, "/"),
        ("/i18n/setlang/", {"next": LONG, "language": "it"}, "/"),
        ("/accounts/logout/", {"next": LONG}, "/"),
        (
            "/accounts/password/reset/",
            {"next": LONG, "email": "n@example.org"},
            "/accounts/password/reset/done/",
        ),
        ("/settings/?q=" + "a" * 1900, {}, "/accounts/login/?next=/"),
        ("/theme/", {"next": "/members/?q=" + "a" * 1900}, "/members/?q=" + "a" * 1900),
    ],
)
def test_a_long_target_is_dropped(client, db, path, data, location):
    """A proxy answers 502 to headers that are longer than its buffer."""
    assert client.post(path, data)["Location"] == location


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/members/?q=" + "%F0%9F%98%80" * 200, "/accounts/login/"),
        ("/members?q=" + "%F0%9F%98%80" * 200, "/members/"),
    ],
)
def test_a_long_query_is_dropped(client, db, path, location):
    assert client.get(path).get("Location") == location


def test_a_long_page_of_htmx_or_referrer_is_dropped(client, anna, db):
    headers = {
        "Referer": f"http://{HOST}{LONG}",
        "HX-Request": "true",
        "HX-Current-URL": f"http://{HOST}{LONG}",
    }
    assert client.post("/i18n/setlang/", {"language": "it"}, headers=headers)["Location"] == "/"
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/theme/", {"theme": "dark"}, headers=headers)["Location"] == "/"


def test_the_page_of_htmx_may_have_any_letters(client, anna, db):
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://{HOST}/members/?q=è"}
    assert client.post("/theme/", {"theme": "dark"}, headers=headers)["Location"] == "/members/?q=%C3%A8"
