"""The split screen of the demo: Anna on the left, Bruno on the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Response, expect

from invitations.models import Invitation
from tests.browser.page_object import Person, lasting_text
from tests.conftest import invite, mails, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.browser
WIDE = {"width": 1500, "height": 900}


@pytest.fixture
def visitor(anna, bruno, at_browser) -> Person:
    return at_browser(viewport=WIDE)


def pane(visitor: Person, number: int) -> FrameLocator:
    return visitor.page.frame_locator(".split-screen-pane").nth(number)


def count_loads(visitor: Person) -> list[str]:
    """The names of the frames that load a page from now on."""
    loads: list[str] = []
    visitor.page.on("framenavigated", lambda frame: loads.append(frame.name))
    return loads


def wait_for_loads(visitor: Person, loads: list[str], names: list[str]) -> None:
    """Returns when all of these frames have loaded a page, each once."""
    while not set(names) <= set(loads):
        visitor.page.wait_for_event("framenavigated")
    assert sorted(loads) == names


def asks_for_work(response: Response) -> bool:
    return response.url.endswith("/demo/idle/")


@pytest.mark.rule("R05", "R06", "R20", "R21")
def test_anna_sends_and_bruno_ignores(visitor, bruno, clock):
    visitor.visit("/demo/side-by-side/?left=anna&right=bruno&left_at=invite")
    left, right = pane(visitor, 0), pane(visitor, 1)
    left.get_by_label("Note").fill("We sat two desks apart.")
    left.get_by_role("button", name="Send invitation").click()
    expect(left.get_by_role("main")).to_contain_text("Invitation recorded.")
    visitor.press("+1 day")
    expect(right.get_by_role("main")).to_contain_text("We sat two desks apart.")
    visitor.page.wait_for_load_state("networkidle")
    paths = [
        "/",
        *(f"/{path}/" for path in ("invitations", "invitations/sent", "mail", "members", "members/bruno")),
    ]
    paths.append(Invitation.objects.get().get_absolute_url())
    paths_of_anna = [f"/as/anna{path}" for path in paths]
    before = visitor.responses(*paths_of_anna), lasting_text(left)
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    expect(pane(visitor, 2).get_by_role("main")).to_contain_text("R21")
    assert (visitor.responses(*paths_of_anna), lasting_text(left)) == before
    visitor.press("+4 weeks")
    expect(visitor.page.locator(".demo-date")).to_have_text("Monday 21 December 2026")
    assert [mail.subject for mail in mails(bruno)] == ["Anna Ricci would like to connect with you"]


@pytest.mark.parametrize("verb", ["Ignore", "Accept"])
def test_both_sides_and_the_narrator_load_anew_when_the_worker_is_done(visitor, anna, bruno, verb):
    invite(anna, bruno)
    visitor.visit("/demo/side-by-side/")
    right = pane(visitor, 1)
    expect(right.locator(".card:target")).to_be_visible()
    Invitation.objects.send_to_address(anna, "somebody@example.net")  # the worker has something to do
    loads = count_loads(visitor)
    right.get_by_role("button", name=f"{verb} Anna Ricci").click()
    expect(right.locator(".notice")).to_be_visible()
    for _question in range(2):
        visitor.page.wait_for_event("response", asks_for_work)
    assert loads == []
    work()
    wait_for_loads(visitor, loads, ["left", "narrator", "right"])
    expect(right.locator(".notice")).to_be_visible()


def test_a_form_with_errors_reloads_nothing(visitor):
    visitor.visit("/demo/side-by-side/?left_at=invite")
    left, answers = pane(visitor, 0), []
    visitor.page.on("response", lambda response: answers.append(response))
    left.get_by_label("Note").fill("x" * 5000)
    left.get_by_role("button", name="Send invitation").click()
    expect(left.locator("[aria-invalid=true]").first).to_be_visible()
    visitor.page.frame("left").wait_for_load_state()
    with visitor.page.expect_response(asks_for_work):
        visitor.page.evaluate("fetch('/demo/idle/')")
    assert len(list(filter(asks_for_work, answers))) == 1


def test_what_a_move_of_the_clock_did(visitor, anna, bruno, clock):
    invite(anna, bruno)
    clock.move(minutes=1)
    visitor.visit("/demo/side-by-side/")
    visitor.press("+1 week")
    status = visitor.page.get_by_role("status")
    expect(status).to_contain_text("1 week later: 1 e-mail sent, 0 deliberately not sent.")
    expect(visitor.page.locator("#emails-right")).to_contain_text("1 e-mail since")
    status.get_by_role("link", name="Mail of Bruno").click()
    expect(pane(visitor, 1).get_by_role("heading", level=1)).to_have_text("Mail")


def test_the_scroll_position_and_typed_texts_stay(visitor, bruno, carla):
    for person in (carla, MemberFactory()):
        invite(person, bruno, "A long story.\n" * 20)
    visitor.visit("/demo/side-by-side/?left_at=invite&right_at=received")
    note = pane(visitor, 0).get_by_label("Note")
    note.fill("Two desks apart")
    visitor.page.frame("right").evaluate("scrollTo(0, 333)")
    loads = count_loads(visitor)
    visitor.press("+1 day")
    wait_for_loads(visitor, loads, ["left", "narrator", "right"])
    expect(note).to_have_value("Two desks apart")
    assert visitor.page.frame("right").evaluate("scrollY") == 333


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
    visitor = at_browser(viewport=WIDE, java_script_enabled=java_script_enabled)
    visitor.visit("/demo/")
    visitor.press("Begin the story: Ignoring")
    right = pane(visitor, 1)
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    visitor.click_link("Next")
    visitor.sees("Nothing new: ignoring tells nobody.")
    visitor.click_link("Next")
    visitor.press("+4 weeks")
    visitor.sees("4 weeks later: 0 e-mails sent")
    expect(pane(visitor, 0).get_by_role("main")).to_contain_text("Follow up")
    visitor.click_link("Next")
    visitor.click_link("All stories")
    visitor.sees_heading("See both sides of an invitation")


def test_without_javascript_a_link_refreshes(anna, bruno, at_browser):
    visitor = at_browser(java_script_enabled=False)
    visitor.visit("/demo/side-by-side/")
    invite(anna, bruno, "Two desks apart")
    visitor.click_link("Refresh")
    expect(pane(visitor, 1).locator(".card:target")).to_contain_text("Two desks apart")


def test_there_is_one_clock_after_an_action_too(visitor, anna, bruno):
    invite(anna, bruno)
    visitor.visit("/demo/side-by-side/")
    right = pane(visitor, 1)
    right.get_by_role("button", name="Ignore Anna Ricci").click()
    expect(right.get_by_role("main")).to_contain_text("Anna is not told.")
    expect(right.locator(".demo-toolbar")).to_be_hidden()
    expect(right.locator(".demo-clock")).to_have_count(0)


def test_on_a_telephone_one_side_shows_at_a_time(anna, bruno, at_browser):
    invite(anna, bruno)
    visitor = at_browser(viewport={"width": 360, "height": 740})
    visitor.visit("/demo/side-by-side/")
    left, right = visitor.page.locator("#side-left"), visitor.page.locator("#side-right")
    expect(left).to_be_visible()
    expect(right).to_be_hidden()
    assert visitor.page.evaluate("scrollY") == 0
    visitor.page.get_by_role("radio", name="Bruno").focus()
    visitor.page.keyboard.press("Space")
    expect(right).to_be_visible()
    expect(pane(visitor, 1).locator(".card:target")).to_be_in_viewport()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 360
