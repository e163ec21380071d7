from datetime import UTC, datetime

import pytest

from network.members.models import Connection, Member
from tests.conftest import invite
from tests.factories import MemberFactory


@pytest.mark.rule("D01")
def test_members_click_from_page_to_page(anna, bruno, client_for):
    browser = client_for(anna)
    for path in ("/", "/members/", "/members/bruno/", "/connections/", "/invitations/", "/invitations/sent/"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert 'href="/members/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "found"), [("verd", True), ("bologna plann", True), ("zzz", False), ("%", False)]
)
def test_search_by_name_headline_and_place(anna, client_for, words, found):
    MemberFactory(name="Bruno Verdi", headline="Town planner", location="Bologna")
    page = client_for(anna).get("/members/", {"q": words}).content.decode()
    assert ("Bruno Verdi" in page) is found


def test_who_has_not_verified_an_address_is_not_listed(anna, client_for):
    Member.objects.create(email="new@example.org", name="Nina Nuova", handle="nina")
    assert "Nina Nuova" not in client_for(anna).get("/members/").content.decode()
    assert client_for(anna).get("/members/nina/").status_code == 404


def test_the_degree_stands_on_each_card(anna, bruno, carla, client_for):
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)
    cards = {
        card["person"].handle: card["degree"] for card in client_for(anna).get("/members/").context["cards"]
    }
    assert cards == {"bruno": 2, "carla": 1}


def test_editing_ones_profile(anna, client_for):
    client_for(anna).post(
        "/settings/profile/", {"name": "Anna R.", "headline": "Bookbinder", "location": "Modena"}
    )
    anna.refresh_from_db()
    assert (anna.name, anna.headline, anna.location) == ("Anna R.", "Bookbinder", "Modena")


@pytest.mark.parametrize("bad", ["Anna\nBcc: x@y.z", "Anna\x0bB", "An\u202ena", "", "x" * 81, "Anna\x00"])
def test_a_bad_name_gets_a_clear_answer(anna, client_for, bad):
    page = client_for(anna).post("/settings/profile/", {"name": bad, "headline": "Bookbinder"})
    assert page.status_code == 200
    assert page.context["form"].errors["name"]
    assert "Bookbinder" in page.content.decode()


def test_settings_decide_language_time_zone_and_who_may_invite(anna, client_for):
    typed = {"language": "ar", "time_zone": "Europe/Rome", "invitable_by": "address"}
    client_for(anna).post("/settings/", typed)
    anna.refresh_from_db()
    assert (anna.language, anna.time_zone, anna.invitable_by) == ("ar", "Europe/Rome", "address")
    assert '<html lang="ar" dir="rtl"' in client_for(anna).get("/settings/").content.decode()


@pytest.mark.parametrize(("zone", "words"), [("UTC", "22 November"), ("Asia/Tokyo", "23 November")])
def test_a_day_on_a_page_is_a_day_in_the_member_s_time_zone(anna, bruno, client_for, clock, zone, words):
    type(anna).objects.filter(pk=anna.pk).update(time_zone=zone)
    clock.instant = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    invite(anna, bruno)
    assert f">{words}</time>" in client_for(anna).get("/invitations/sent/").content.decode()


def test_handles_come_from_the_name_and_are_unique(db):
    assert [MemberFactory(name="Ada Neri").handle for _ in range(3)] == [
        "ada-neri",
        "ada-neri-2",
        "ada-neri-3",
    ]
    assert MemberFactory(name="ليلى حداد").handle.startswith("member-")


def test_addresses_are_stored_in_one_form(db):
    assert MemberFactory(email="  Ada@Example.ORG ").email == "ada@example.org"


def test_initials_and_given_name(db):
    ada = Member(name="Ada Maria Neri", handle="ada")
    assert (ada.initials, ada.short_name) == ("AN", "Ada")
    assert (Member(handle="ada").initials, Member(handle="ada").short_name) == ("A", "ada")


def test_visitors_see_the_landing_page_in_their_language(db, client):
    page = client.get("/", headers={"accept-language": "ar"})
    assert '<html lang="ar" dir="rtl"' in page.content.decode()
