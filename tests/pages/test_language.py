"""The language form in the foot of every page: cookie, members' settings, way back."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from network.members.models import Member
from tests.conftest import mails, work
from tests.pages.test_theme import FOREIGN_URLS

URL = "/i18n/setlang/"


def shows(client, path: str, language: str) -> bool:
    return f'<html lang="{language}"' in client.get(path).content.decode()


def test_the_form_posts_to_the_view_of_django():
    assert reverse("set_language") == URL


@pytest.mark.parametrize(
    "path", ["/", "/accounts/login/", "/accounts/signup/", "/goodbye/", "/nothing/here/"]
)
def test_visitors_choose_on_every_page_and_return_to_it(client, db, path):
    page = client.get(path).content.decode()
    form = page.partition(f'action="{URL}"')[2].partition("</form>")[0]
    assert re.findall(r'value="(\w+)" lang="(\w+)"', form) == [("en", "en"), ("it", "it"), ("ar", "ar")]
    assert all(f"<bdi>{name}</bdi>" in form for name in ("English", "Italiano", "العربية"))
    sent = re.findall(r'name="next" value="([^"]*)"', form)
    response = client.post(
        URL, {"language": "ar", "next": sent}, headers={"referer": f"http://testserver{path}"}
    )
    assert (response.status_code, response.url.removeprefix("http://testserver")) == (302, path)
    page = client.get(path).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "<bdi>English</bdi>" in page


def test_the_cookie_is_that_of_django(client, db):
    cookie = client.post(URL, {"language": "it"}).cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "it",
        True,
        "Lax",
        31536000,
    )


def test_the_query_is_kept(client, db):
    page = client.get("/accounts/login/?next=/members/%3Fq%3Da").content.decode()
    form = page.partition(f'action="{URL}"')[2].partition("</form>")[0]
    assert 'name="next" value="/accounts/login/?next=/members/%3Fq%3Da"' in form


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(client, anna, client_for, method):
    for browser in (client, client_for(anna)):
        response = getattr(browser, method)(f"{URL}?language=it&next=/")
        assert (response.status_code, "django_language" in response.cookies) == (405, False)
    assert Member.objects.get(pk=anna.pk).language == "en"


@pytest.mark.parametrize("next_url", FOREIGN_URLS)
def test_foreign_redirect_urls_are_ignored(client, db, next_url):
    url = urljoin("http://testserver/", client.post(URL, {"language": "it", "next": next_url}).url)
    assert url.startswith("http://testserver/")


@pytest.mark.parametrize("language", ["", "xx", "de", "it\r\nSet-Cookie: a=b", "\x00", "i" * 10_000])
def test_unknown_languages_are_ignored(anna, client_for, language):
    browser = client_for(anna)
    assert browser.post(URL, {"language": language}).status_code == 302
    assert shows(browser, "/", "en")
    assert Member.objects.get(pk=anna.pk).language == "en"


def test_members_keep_it_in_their_settings(anna, bruno, client_for):
    browser = client_for(anna)
    assert browser.post(URL, {"language": "it", "next": "/members/?q=a"}).url == "/members/?q=a"
    assert shows(browser, "/", "it")
    assert shows(client_for(anna), "/", "it")  # in another browser too
    assert (Member.objects.get(pk=anna.pk).language, Member.objects.get(pk=bruno.pk).language) == ("it", "en")
    browser.post("/accounts/logout/")
    assert shows(browser, "/accounts/login/", "it")


def test_whoever_joins_keeps_the_language(client, db):
    client.post(URL, {"language": "it"})
    address, password = "ugo@example.net", "two desks apart"
    client.post("/accounts/signup/", {"name": "Ugo Neri", "email": address, "password1": password})
    work()
    [mail] = mails(address)
    assert "Conferma" in mail.subject or "Conferma" in mail.text
    link = re.search(r"http\S+/confirm-email/\S+", mail.text)[0].removeprefix("http://localhost:8000")
    client.get(link)
    client.post(link, {"password": password})
    assert Member.objects.get(email=address).language == "it"


def test_a_persona_stays_a_persona_and_has_a_language_alone(client, anna, bruno):
    page = client.get("/as/anna/members/?q=a").content.decode()
    assert f'action="/as/anna{URL}"' in page
    response = client.post(f"/as/anna{URL}", {"language": "it", "next": "/as/anna/members/?q=a"})
    assert (response.url, [*response.cookies]) == ("/as/anna/members/?q=a", ["django_language-as-anna"])
    assert response.cookies["django_language-as-anna"]["path"] == "/as/anna/"
    assert shows(client, "/as/anna/", "it")
    assert shows(client, "/as/bruno/", "en")
    assert shows(client, "/", "en")
