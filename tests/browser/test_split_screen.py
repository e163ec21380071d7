"""The split screen: Anna on the left, Bruno on the right, one browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, expect

from invitations.models import Invitation
from tests.browser.page_object import Person
from tests.conftest import invite, mails

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"


@pytest.fixture
def teacher(anna, bruno, at_browser) -> Person:
    return at_browser(viewport={"width": 1500, "height": 900})


def side(teacher: Person, number: int) -> FrameLocator:
    return teacher.page.frame_locator(".split-screen-pane").nth(number)


@pytest.mark.rule("R05", "R06", "R20", "R21")
def test_anna_sends_and_bruno_ignores(teacher, bruno, clock):
    teacher.visit("/demo/side-by-side/?left=anna&right=bruno&left_at=invite")
    left, right = side(teacher, 0), side(teacher, 1)
    left.get_by_label("Note").fill("We sat two desks apart.")
    left.get_by_role("button", name="Send invitation").click()
    expect(left.get_by_role("main")).to_contain_text("Recorded.")
    teacher.press("+1 day")
    expect(right.get_by_role("main")).to_contain_text("We sat two desks apart.")
    hers = [
        "/",
        *(f"/{path}/" for path in ("invitations", "invitations/sent", "mail", "members", "members/bruno")),
    ]
    hers.append(Invitation.objects.get().get_absolute_url())
    left_side = [f"/as/anna{path}" for path in hers]
    before = teacher.bytes_of(*left_side), left.locator(":root").inner_html()
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    assert (teacher.bytes_of(*left_side), left.locator(":root").inner_html()) == before
    expect(side(teacher, 2).get_by_role("main")).to_contain_text("silent by rule R21")
    teacher.press("+4 weeks")
    expect(teacher.page.locator(".demo-date")).to_have_text("Monday 21 December 2026")
    assert [mail.subject for mail in mails(bruno)] == ["Anna Ricci would like to connect with you"]


def test_a_link_in_an_email_stays_within_its_side(teacher, anna, bruno):
    invite(anna, bruno)
    teacher.visit("/demo/side-by-side/?right_at=mail")
    right = side(teacher, 1)
    right.get_by_role("link", name="Anna Ricci would like to connect with you").click()
    right.frame_locator(".mail-frame").get_by_role("link", name="Anna Ricci").first.click()
    expect(right.get_by_role("heading", level=1)).to_contain_text("Anna Ricci")
    assert "side-by-side" in teacher.page.url


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_story_from_its_stage_to_its_end(anna, bruno, at_browser, java_script_enabled):
    teacher = at_browser(java_script_enabled=java_script_enabled)
    teacher.visit("/demo/")
    teacher.press("Begin the story: Ignoring")
    right = side(teacher, 1)
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    teacher.follow("Next")
    teacher.reads("Nothing happens here, and that is the point")
    teacher.press("+4 weeks")
    expect(side(teacher, 0).get_by_role("main")).to_contain_text("Follow up")
    for _scene in range(2):
        teacher.follow("Next")
    teacher.follow("Another story")
    teacher.reads_heading("Be anybody")
