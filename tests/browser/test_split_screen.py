"""The split screen of the demo: Anna on the left, Bruno on the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, expect

from invitations.models import Invitation
from tests.browser.page_object import Person
from tests.conftest import invite, mails

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def clock_file(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"


@pytest.fixture
def visitor(anna, bruno, at_browser) -> Person:
    return at_browser(viewport={"width": 1500, "height": 900})


def pane(visitor: Person, number: int) -> FrameLocator:
    return visitor.page.frame_locator(".split-screen-pane").nth(number)


@pytest.mark.rule("R05", "R06", "R20", "R21")
def test_anna_sends_and_bruno_ignores(visitor, bruno, clock):
    visitor.visit("/demo/side-by-side/?left=anna&right=bruno&left_at=invite")
    left, right = pane(visitor, 0), pane(visitor, 1)
    left.get_by_label("Note").fill("We sat two desks apart.")
    left.get_by_role("button", name="Send invitation").click()
    expect(left.get_by_role("main")).to_contain_text("Recorded.")
    visitor.press("+1 day")
    expect(right.get_by_role("main")).to_contain_text("We sat two desks apart.")
    paths = [
        "/",
        *(f"/{path}/" for path in ("invitations", "invitations/sent", "mail", "members", "members/bruno")),
    ]
    paths.append(Invitation.objects.get().get_absolute_url())
    paths_of_anna = [f"/as/anna{path}" for path in paths]
    before = visitor.responses(*paths_of_anna), left.locator(":root").inner_html()
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    assert (visitor.responses(*paths_of_anna), left.locator(":root").inner_html()) == before
    expect(pane(visitor, 2).get_by_role("main")).to_contain_text("silent by rule R21")
    visitor.press("+4 weeks")
    expect(visitor.page.locator(".demo-date")).to_have_text("Monday 21 December 2026")
    assert [mail.subject for mail in mails(bruno)] == ["Anna Ricci would like to connect with you"]


def test_a_link_in_an_email_opens_in_its_pane(visitor, anna, bruno):
    invite(anna, bruno)
    visitor.visit("/demo/side-by-side/?right_at=mail")
    right = pane(visitor, 1)
    right.get_by_role("link", name="Anna Ricci would like to connect with you").click()
    right.frame_locator(".mail-frame").get_by_role("link", name="Anna Ricci").first.click()
    expect(right.get_by_role("heading", level=1)).to_contain_text("Anna Ricci")
    assert "side-by-side" in visitor.page.url


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_story(anna, bruno, at_browser, java_script_enabled):
    visitor = at_browser(java_script_enabled=java_script_enabled)
    visitor.visit("/demo/")
    visitor.press("Begin the story: Ignoring")
    right = pane(visitor, 1)
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    visitor.click_link("Next")
    visitor.sees("Nothing happens here, and that is the point")
    visitor.press("+4 weeks")
    expect(pane(visitor, 0).get_by_role("main")).to_contain_text("Follow up")
    for _scene in range(2):
        visitor.click_link("Next")
    visitor.click_link("Another story")
    visitor.sees_heading("Be anybody")


def test_a_side_stays_without_a_clock_after_an_action(visitor, anna, bruno):
    invite(anna, bruno)
    visitor.visit("/demo/side-by-side/")
    right = pane(visitor, 1)
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    expect(right.locator(".demo-toolbar")).to_be_visible()
    expect(right.locator(".demo-clock")).to_have_count(0)
