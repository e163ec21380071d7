"""Terms that ask: each member accepts them once, and nobody is locked out of the account."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.members.models import TermsAcceptance
from tests.conftest import invite, mails
from tests.factories import MemberFactory
from tests.site.edit import publish

URL = "/terms/accept/"


@pytest.fixture
def terms(db):
    return publish("terms", asks_members=True, en="Be kind")


def test_a_member_is_led_to_the_terms_once(terms, anna, client_for):
    browser = client_for(anna)
    assert browser.get("/members/?q=a&sort=name").url == f"{URL}?next=%2Fmembers%2F%3Fq%3Da%26sort%3Dname"
    page = browser.get(f"{URL}?next=/members/%3Fq%3Da").content.decode()
    assert "<p>Be kind</p>" in page
    assert 'name="next" value="/members/?q=a"' in page
    assert browser.post(URL, {"version": "1", "next": "/members/?q=a"}).url == "/members/?q=a"
    assert browser.get("/").status_code == 200
    assert TermsAcceptance.objects.of(anna).get().version == 1


def test_a_later_version_asks_again_only_where_it_says_so(terms, anna, client_for):
    browser = client_for(anna)
    browser.post(URL, {"version": "1"})
    publish("terms", en="Be kind, please")
    assert browser.get("/").status_code == 200
    publish("terms", asks_members=True, en="Be very kind")
    assert browser.get("/").status_code == 302
    assert "Be very kind" in browser.get(URL).content.decode()


def test_terms_that_do_not_ask_lead_nobody_there(anna, client_for):
    publish("terms", en="Be kind")
    assert client_for(anna).get("/").status_code == 200


@pytest.mark.parametrize("version", ["", "0", "1", "3", "x"])
def test_a_version_that_was_not_shown_is_not_accepted(terms, anna, client_for, version):
    publish("terms", asks_members=True, en="Be very kind")
    response = client_for(anna).post(URL, {"version": version})
    assert "Be very kind" in response.content.decode()
    assert not TermsAcceptance.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/settings/export/", "/settings/delete/", "/about/terms/", "/accounts/email/", "/accounts/password/change/",
        "/accounts/sessions/", "/accounts/2fa/", "/goodbye/", "/robots.txt",
    ],
)  # fmt: skip
def test_nobody_is_locked_out(terms, anna, client_for, path):
    assert URL not in client_for(anna).get(path).headers.get("Location", "")


def test_forms_are_still_sent(terms, anna, bruno, client_for):
    browser = client_for(anna)
    browser.post("/members/bruno/invite/", {"note": "Hello"})
    assert anna.invitations_sent.count() == 1
    assert browser.post("/accounts/logout/").url == "/"


def test_links_of_e_mails_work(terms, anna, bruno, client_for):
    invite(anna, bruno)
    text = mails(bruno)[0].text
    link = text.partition("Accept: http://localhost:8000")[2].split()[0]
    assert client_for(bruno).get(link).status_code == 200


def test_staff_reach_the_admin(terms, client_for):
    browser = client_for(MemberFactory(is_staff=True, is_superuser=True))
    assert (browser.get("/admin/").status_code, browser.get("/").status_code) == (200, 302)


def test_visitors_are_not_asked(terms, client):
    assert client.get("/").status_code == 200
    assert client.get(URL).url.startswith("/accounts/login/")


def test_foreign_urls_are_not_followed(terms, anna, client_for):
    response = client_for(anna).post(URL, {"version": "1", "next": "https://evil.example/"})
    assert response.url == "/"


def test_twice_is_once(terms, anna, client_for):
    for _ in range(2):
        assert client_for(anna).post(URL, {"version": "1"}).status_code == 302
    assert TermsAcceptance.objects.count() == 1


def test_it_costs_no_query(terms, anna, client_for):
    browser = client_for(anna)
    browser.post(URL, {"version": "1"})
    browser.get("/settings/delete/")
    with CaptureQueriesContext(connection) as captured:
        browser.get("/settings/delete/")
    assert sum("terms" in query["sql"] for query in captured) == 1
