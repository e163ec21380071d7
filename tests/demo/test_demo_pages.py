"""The pages of the demo: members, side by side, stories, clock, mail, reset."""

from datetime import timedelta

import pytest

from invitations.models import Block
from network import clock as product_clock
from network.demo.stories import loader
from network.members.models import Member
from tests.conftest import invite, mails


def test_the_start_page_links_to_the_members(browser):
    assert 'href="/as/anna/"' in browser.get("/demo/").content.decode()


def test_side_by_side_shows_two_members(browser):
    page = browser.get("/demo/side-by-side/?left=bruno&right=anna&left_at=mail").content.decode()
    assert page.index('src="/as/bruno/mail/"') < page.index('src="/as/anna/invitations/"')


@pytest.mark.parametrize("path", ["/{", "/members/{x}/"])
def test_side_by_side_shows_any_path(browser, path):
    assert f'src="/as/anna{path}"' in browser.get(f"/demo/side-by-side/?left_at={path}").content.decode()


@pytest.mark.parametrize("query", ["left=nobody", "right=nobody", "left=", "left=%00"])
def test_an_unknown_member_on_one_side_is_not_found(browser, query):
    assert browser.get(f"/demo/side-by-side/?{query}").status_code == 404


@pytest.mark.rule("R06")
def test_moving_the_clock_by_four_weeks_sends_the_reminders(browser, anna, bruno, clock):
    invite(anna, bruno)
    response = browser.post("/demo/clock/", {"days": "28", "next": "/demo/"})
    assert response.url == "/demo/"
    assert product_clock.offset() == timedelta(days=28)
    assert len(mails(bruno)) == 4


@pytest.mark.parametrize("days", ["", "2", "-7", "1e9", "٧"])
def test_the_clock_moves_only_by_the_offered_steps(browser, days):
    browser.post("/demo/clock/", {"days": days})
    assert product_clock.offset() == timedelta()


def test_the_clock_redirects_only_within_the_site(browser):
    assert browser.post("/demo/clock/", {"days": "1", "next": "//evil.example/"}).url == "/demo/"


@pytest.mark.parametrize("name", loader.shipped_names())
def test_a_story_can_be_set_up_repeatedly_and_from_any_state(browser, anna, bruno, name):
    for _ in range(2):
        assert browser.post(f"/demo/stories/{name}/").url == f"/demo/stories/{name}/"
        Block.objects.get_or_create(blocker=anna, blocked=bruno, at=product_clock.now())
    assert b"/as/anna/" in browser.get(f"/demo/stories/{name}/?scene=2").content


def test_a_story_of_a_deleted_member_is_not_found(browser, bruno):
    bruno.leave()
    assert browser.post("/demo/stories/waiting/").status_code == 404


@pytest.mark.parametrize("scene", ["0", "99", "x", ""])
def test_an_unknown_scene(browser, scene):
    assert browser.get(f"/demo/stories/waiting/?scene={scene}").status_code == 200
    assert browser.get("/demo/stories/nothing/").url == "/demo/"


@pytest.mark.parametrize("address", ["%00", "nobody@example.org", "%00@%F0", "..", "a" * 400])
def test_the_mailbox_of_an_unused_address_is_empty(browser, address):
    assert "No mail" in browser.get(f"/demo/mail/{address}/").content.decode()
    assert browser.get(f"/demo/mail/?address={address}").status_code == 302


def test_the_mailbox_of_an_address(browser, anna, bruno):
    invite(anna, bruno)
    assert browser.get("/demo/mail/?address=Bruno@example.org").url == "/demo/mail/bruno@example.org/"
    url = f"/demo/mail/bruno@example.org/{mails(bruno)[0].public_id}/"
    assert "would like to connect" in browser.get("/demo/mail/bruno@example.org/").content.decode()
    for page in ("", "html/", "source/", "?show=source"):
        assert browser.get(url + page).status_code == 200
        assert browser.get((url + page).replace("bruno", "anna")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_reset(browser, anna):
    product_clock.move(timedelta(days=3))
    browser.post("/demo/reset/")
    assert product_clock.offset() == timedelta()
    assert Member.objects.filter(handle__in=["anna", "yusuf", "admin"]).count() == 3
