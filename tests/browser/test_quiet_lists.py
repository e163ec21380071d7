"""The three lists are short and still: heights of cards, consequences that appear without moving anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from invitations.models import Invitation
from network.members.models import Connection, Member
from tests.browser.page_object import Person
from tests.browser.test_pages import NARROW, axe_faults, width_faults
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory
from tests.languages import LANGUAGES

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1280, "height": 900}}
NOTE = "A bridge of ours hums in the wind. You would know why, and my colleagues would like to hear it. " * 3
BOXES = """() => [...document.querySelectorAll(".card, .card *")]
    .map((element) => { const { x, y, width, height } = element.getBoundingClientRect(); return [x, y, width, height]; })"""
FIRST_NAMES = ("Marta", "Livia", "Piero", "Nadia")
LAST_NAMES = ("Bianchi", "Conti", "Fabbri", "Galli", "Sala")
MAX_HEIGHT, MAX_HEIGHT_WITH_NOTE, MAX_PAGE_HEIGHT = 200, 260, 4500


@pytest.fixture(params=["en", "ar"])
def bruno(request, bruno) -> Member:
    bruno.language = request.param
    bruno.save()
    return bruno


@pytest.fixture
def senders(bruno, carla, clock) -> list[Member]:
    """Twenty people who have invited Bruno; five wrote notes, one has answered a reply, five know Carla as he does."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    senders = [
        MemberFactory(name=name, short_name=name.split()[0], headline="Structural engineer for old bridges")
        for name in names
    ]
    Connection.objects.connect(bruno, carla)
    for number, sender in enumerate(senders):
        if number % 4 == 0:
            Connection.objects.connect(sender, carla)
        invite(sender, bruno, NOTE[:300] if number % 4 == 1 else "", reason="friend")
        clock.move(hours=1)
    answered = Invitation.objects.get(sender=senders[2])
    reception_of(answered).reply("Where did we meet?")
    answered.message("At the spring fair, beside the varnish stall. " * 3)
    work()
    return senders


def open_list(at_browser, member: Member, path: str = "", **options: object) -> Person:
    person = at_browser(member, **(WIDE | {"locale": member.language} | options))
    person.visit(f"/invitations/{path}")
    return person


def too_high(person: Person, tall: str = ".note") -> list[str]:
    """The cards that are higher than they may be, but for the first, which explains all of its buttons."""
    cards = person.page.locator(".cards .card").all()[1:]
    return [
        f"{height}: {card.inner_text()}"
        for card in cards
        for height in [card.bounding_box()["height"]]
        if height > (MAX_HEIGHT_WITH_NOTE if card.locator(tall).count() else MAX_HEIGHT)
    ]


def test_twenty_cards_are_short(senders, bruno, at_browser):
    inbox = open_list(at_browser, bruno)
    assert too_high(inbox) == []
    assert inbox.page.locator(".cards .card").count() == 20
    assert inbox.page.evaluate("document.documentElement.scrollHeight") <= MAX_PAGE_HEIGHT
    for card in inbox.page.locator(".cards .card").all():
        assert card.locator(".button-primary").count() == 1


def test_archived_cards_are_short(senders, bruno, at_browser):
    for sender in senders:
        reception_of(Invitation.objects.get(sender=sender)).ignore()
    archive = open_list(at_browser, bruno, "archived/")
    assert too_high(archive, tall=".note, .excerpt") == []
    assert archive.page.locator(".cards .card").count() == 20


def test_silence_stands_out_in_the_archive_only(senders, bruno, at_browser):
    reception_of(Invitation.objects.get(sender=senders[0])).ignore()
    color, colors = "element => getComputedStyle(element).color", {}
    for path in ("", "archived/", "receipts/"):
        page = open_list(at_browser, bruno, path).page
        colors[path] = page.locator(".told-nothing").first.evaluate(color)
    assert colors[""] == page.locator(".page-header p").last.evaluate(color)
    assert colors[""] != colors["archived/"] == colors["receipts/"]


def sentences(card: Locator) -> list[str]:
    """The ids of the sentences that are to be seen."""
    visible = (
        "all => all.filter((one) => one.checkVisibility({visibilityProperty: true})).map((one) => one.id)"
    )
    return card.locator(".consequences p").evaluate_all(visible)


def ids_of(card: Locator, button: Locator) -> list[str]:
    assert card.locator(f"[id='{button.get_attribute('aria-describedby')}']").count() == 1
    return [button.get_attribute("aria-describedby")]


def test_the_first_card_explains_all_of_its_buttons(senders, bruno, at_browser):
    card = open_list(at_browser, bruno).page.locator(".cards .card").first
    assert len(sentences(card)) == card.locator(".actions .button").count() == 3


def test_the_sentence_of_a_button_appears_and_nothing_shifts(senders, bruno, at_browser):
    inbox = open_list(at_browser, bruno)
    card, before = inbox.page.locator(".cards .card").nth(1), inbox.page.evaluate(BOXES)
    assert sentences(card) == []
    for button in card.locator(".actions .button").all():
        button.hover()
        assert sentences(card) == ids_of(card, button)
        assert inbox.page.evaluate(BOXES) == before
    inbox.page.mouse.move(0, 0)
    inbox.page.keyboard.press("Tab")  # the keyboard is in use, so the focus is visible
    for button in card.locator(".actions .button").all():
        button.focus()
        assert sentences(card) == ids_of(card, button)
        assert inbox.page.evaluate(BOXES) == before


def test_the_pointer_goes_before_the_focus(senders, bruno, at_browser):
    inbox = open_list(at_browser, bruno)
    card = inbox.page.locator(".cards .card").nth(1)
    first, second = card.locator(".actions .button").all()[:2]
    inbox.page.keyboard.press("Tab")
    first.focus()
    second.hover()
    assert sentences(card) == ids_of(card, second)


def test_on_touch_a_disclosure_explains_and_a_button_acts_at_once(senders, bruno, at_browser):
    inbox = open_list(at_browser, bruno, **NARROW, has_touch=True, is_mobile=True)
    card = inbox.page.locator(".cards .card").nth(1)
    assert sentences(card) == []
    card.locator("details summary").tap()
    assert len(sentences(card)) == 3
    assert width_faults(inbox.page) + axe_faults(inbox.page) == []
    card.locator(".button-quiet").tap()
    expect(inbox.page.locator(".cards .card")).to_have_count(19)


def test_the_facts_are_as_wide_as_the_card_on_a_phone(senders, bruno, at_browser):
    card = open_list(at_browser, bruno, **NARROW).page.locator(".cards .card").nth(1)
    facts, buttons = card.locator(".facts").bounding_box(), card.locator(".choices").bounding_box()
    assert (facts["x"], facts["width"]) == (buttons["x"], buttons["width"])
    assert card.locator(".card-date").bounding_box()["y"] < facts["y"]


def test_the_dates_of_sent_invitations_stand_in_one_column(bruno, carla, anna, at_browser):
    invite(bruno, anna)
    invite(bruno, carla).withdraw()
    rows = open_list(at_browser, bruno, "sent/").page.locator(".sent-state > :last-child")
    boxes = [row.bounding_box() for row in rows.all()]
    ends = {round(box["x"] + (0 if bruno.language == "ar" else box["width"])) for box in boxes}
    assert (len(boxes), len(ends)) == (2, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sent_invitation_is_one_line_and_opens_in_place(anna, carla, at_browser, language):
    anna.language = language
    anna.save()
    invitation = invite(anna, carla, NOTE[:300])
    reception_of(invitation).reply("Where did we meet?")
    sender = open_list(at_browser, anna, "sent/")
    card = sender.page.locator(".cards .card")
    assert card.bounding_box()["height"] < 70
    card.locator("summary").click()
    for text in (NOTE[:90], "Where did we meet?"):
        expect(card).to_contain_text(text)
    assert len(sentences(card)) == card.locator(".actions .button").count() == 1
    assert axe_faults(sender.page) == []
