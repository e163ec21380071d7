from datetime import UTC, datetime

import pytest

from network.members.models import Connection, Member
from tests.conftest import invite
from tests.factories import MemberFactory


@pytest.mark.rule("D01")
def test_every_main_page_links_to_the_directory(anna, bruno, client_for):
    browser = client_for(anna)
    for path in ("/", "/members/", "/members/bruno/", "/connections/", "/invitations/", "/invitations/sent/"):
        response = browser.get(path)
        assert response.status_code == 200
        assert 'href="/members/"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "is_found"), [("verd", True), ("bologna plann", True), ("zzz", False), ("%", False)]
)
def test_search_by_name_headline_and_location(anna, client_for, query, is_found):
    MemberFactory(name="Bruno Verdi", headline="Town planner", location="Bologna")
    page = client_for(anna).get("/members/", {"q": query}).content.decode()
    assert ("Bruno Verdi" in page) is is_found


def test_unverified_accounts_are_not_listed(anna, client_for):
    Member.objects.create(email="new@example.org", name="Nina Nuova", handle="nina")
    assert "Nina Nuova" not in client_for(anna).get("/members/").content.decode()
    assert client_for(anna).get("/members/nina/").status_code == 404


def test_each_card_has_the_degree_of_connection(anna, bruno, carla, client_for):
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)
    cards = {
        card["person"].handle: card["degree"] for card in client_for(anna).get("/members/").context["cards"]
    }
    assert cards == {"bruno": 2, "carla": 1}


def test_editing_the_profile(anna, client_for):
    client_for(anna).post(
        "/settings/profile/", {"name": "Anna R.", "headline": "Bookbinder", "location": "Modena"}
    )
    anna.refresh_from_db()
    assert (anna.name, anna.headline, anna.location) == ("Anna R.", "Bookbinder", "Modena")


@pytest.mark.parametrize("bad", ["Anna\nBcc: x@y.z", "Anna\x0bB", "An\u202ena", "", "x" * 81, "Anna\x00"])
def test_an_invalid_name_is_a_form_error(anna, client_for, bad):
    page = client_for(anna).post("/settings/profile/", {"name": bad, "headline": "Bookbinder"})
    assert page.status_code == 200
    assert page.context["form"].errors["name"]
    assert "Bookbinder" in page.content.decode()


def test_the_settings_form(anna, client_for):
    data = {"language": "ar", "time_zone": "Europe/Rome", "invitable_by": "address"}
    client_for(anna).post("/settings/", data)
    anna.refresh_from_db()
    assert (anna.language, anna.time_zone, anna.invitable_by) == ("ar", "Europe/Rome", "address")
    assert '<html lang="ar" dir="rtl"' in client_for(anna).get("/settings/").content.decode()


@pytest.mark.parametrize(("time_zone", "text"), [("UTC", "22 November"), ("Asia/Tokyo", "23 November")])
def test_dates_are_in_the_time_zone_of_the_member(anna, bruno, client_for, clock, time_zone, text):
    type(anna).objects.filter(pk=anna.pk).update(time_zone=time_zone)
    clock.instant = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    invite(anna, bruno)
    assert f">{text}</time>" in client_for(anna).get("/invitations/sent/").content.decode()


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("ليلى حداد", "lila-hdad"),
        ("Işık Yılmaz", "isik-yilmaz"),
        ("Thomas Groß", "thomas-gross"),
        ("Юлия Щукина", "yuliya-shchukina"),
        ("Łukasz Østergård", "lukasz-ostergard"),
        ("田中 健二", "tianzhong-jianer"),
        ("たなか けんじ", "tanaka-kenji"),
        ("김 민준", "gim-minjun"),
        ("D’Angelo Jean‑Luc", "dangelo-jean-luc"),
    ],
)
def test_handles_are_in_latin_letters(db, name, handle):
    assert MemberFactory(name=name).handle == handle


def test_handles_are_derived_from_the_name_and_unique(db):
    assert [MemberFactory(name="Ada Neri").handle for _ in range(3)] == [
        "ada-neri",
        "ada-neri-2",
        "ada-neri-3",
    ]
    assert MemberFactory(name="Ö").handle.startswith("o-")


def test_addresses_are_normalized(db):
    assert MemberFactory(email="  Ada@Example.ORG ").email == "ada@example.org"


INITIALS = {
    "Ada Maria Neri": "AN",
    "ada": "A",
    "عمر نصّار": "ع\u200cن",
    "ليلى": "ل",
    "ليلى Haddad": "لH",
    "🇮🇹 Dora Neri 🎻": "DN",
    "ßlava": "ß",
    "(Bob) “Neri”": "BN",
    "e\u0301milie zola": "ÉZ",
    "क्षितिज राव": "करा",
    "田中 健二": "田健",
    "ǆ z": "ǄZ",
    "3M": "M",
    "A\u0301\u0301\u0301\u0301": "Á\u0301\u0301",
    "7": "A",
    "": "A",
}


@pytest.mark.parametrize("name", INITIALS)
def test_initials_are_letters_that_stand_apart(name):
    assert Member(name=name, handle="ada").initials == INITIALS[name]


@pytest.mark.parametrize(
    "name", ["山田 太郎", "Nagy Péter", "de la Cruz Juan", "Dr. Ahmed Zaki", "Site staff"]
)
def test_without_a_short_name_the_whole_name_stands(name):
    assert Member(name=name).get_short_name() == name
    assert Member(name=name, short_name="Kim").get_short_name() == "Kim"
    assert Member(handle="ada").get_short_name() == "ada"


def test_the_short_name_is_in_sentences(anna, bruno, client_for):
    browser = client_for(anna)
    browser.post("/settings/profile/", {"name": "de la Cruz Juana", "short_name": "  Juana "})
    assert Member.objects.get(pk=anna.pk).short_name == "Juana"
    assert "Hello, <bdi>Juana</bdi>" in browser.get("/").content.decode()
    browser.post("/settings/profile/", {"name": "de la Cruz Juana", "short_name": ""})
    assert "Hello, <bdi>de la Cruz Juana</bdi>" in browser.get("/").content.decode()


@pytest.mark.parametrize(
    "bad", ["www.win.example", "Anna\u202e", "123", "+39 333 123 4567", "x" * 41, "A\nB"]
)
def test_an_invalid_short_name_is_a_form_error(anna, client_for, bad):
    page = client_for(anna).post("/settings/profile/", {"name": "Anna Ricci", "short_name": bad})
    assert page.context["form"].errors["short_name"]
    assert Member.objects.get(pk=anna.pk).short_name == "Anna"


def test_visitors_get_the_landing_page_in_their_language(db, client):
    page = client.get("/", headers={"accept-language": "ar"})
    assert '<html lang="ar" dir="rtl"' in page.content.decode()
