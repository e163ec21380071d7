"""The languages that the site offers, and its default one, hold for visitors, members, forms and e-mails."""

from __future__ import annotations

import pytest

from network.common import languages
from tests.conftest import invite, mails
from tests.notifications.test_direction import set_language
from tests.site.edit import edit_site


@pytest.fixture
def italian_site(db):
    """English is not offered."""
    edit_site(languages=["it", "ar"], default_language="it")


def shown(response) -> str:
    return response.content.decode().partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("accepted", "language"), [("en", "it"), ("", "it"), ("fr, ar;q=0.5", "ar"), ("*", "it")]
)
def test_visitors(italian_site, client, accepted, language):
    assert shown(client.get("/", headers={"accept-language": accepted})) == language


def test_a_cookie_of_a_language_that_is_not_offered_counts_for_nothing(italian_site, client):
    client.post("/i18n/setlang/", {"language": "en"})
    page = client.get("/", headers={"accept-language": "ar"})
    assert shown(page) == "ar"
    assert 'value="en" lang="en"' not in page.content.decode()


def test_members_whose_language_is_not_offered(italian_site, anna, client_for):
    browser = client_for(anna)
    page = browser.get("/settings/").content.decode()
    assert shown(browser.get("/settings/")) == "it"
    assert '<option value="it" selected>' in page
    assert '<option value="en"' not in page
    browser.post("/i18n/setlang/", {"language": "en"})
    browser.post("/settings/", {"language": "en", "time_zone": "UTC"})
    anna.refresh_from_db()
    assert anna.language == "en"


def test_settings_take_a_language_that_is_offered_alone(italian_site, anna, client_for):
    form = client_for(anna).post("/settings/", {"language": "en", "time_zone": "UTC"}).context["form"]
    assert list(form.errors) == ["language"]


def test_e_mails(italian_site, anna, bruno):
    invite(anna, bruno)
    set_language(bruno, "ar")
    invite(bruno, anna)
    assert (mails(bruno)[0].language, '<html lang="it"' in mails(bruno)[0].html) == ("it", True)


@pytest.mark.parametrize(
    ("offered", "default", "expected"),
    [
        ([], "", "en"),
        ([], "ar", "ar"),
        (["it"], "", "it"),
        (["it", "ar"], "en", "it"),
        (["gone"], "gone", "en"),
    ],
)
def test_the_default(db, offered, default, expected):
    edit_site(languages=offered, default_language=default)
    assert languages.default() == expected


def test_security_txt_names_them(italian_site, client):
    assert "Preferred-Languages: it, ar\n" in client.get("/.well-known/security.txt").content.decode()
