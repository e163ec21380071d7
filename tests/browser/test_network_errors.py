"""A press that waits, gets no answer or a bad one says so, keeps what was typed and can be pressed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from invitations.errors import LimitReached
from invitations.models import Reception
from tests.browser.test_cards import bruno_reads, card, cards, focused, three
from tests.members.account import PASSWORD

__all__ = ["bruno_reads", "three"]
pytestmark = pytest.mark.browser

ELSEWHERE = "**/invitations/*/*/"
UNSENT = "No connection. Nothing was sent; your words are kept."
UNANSWERED = "We could not see an answer. Reload to see where it stands."


def test_without_a_network_nothing_is_sent_and_the_words_are_kept(three, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    recipient.write("Message", "Where did we meet?")
    recipient.page.context.set_offline(True)
    recipient.press("Reply")
    recipient.hears(UNSENT)
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")
    recipient.page.context.set_offline(False)
    recipient.press("Reply")
    recipient.hears("Your message is on its way to Anna Ricci.")
    recipient.reads_nothing_of(UNSENT)


def test_a_lost_answer_is_not_called_unsent(bruno_reads):
    bruno_reads.page.route(ELSEWHERE, lambda route: route.abort())
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears(UNANSWERED)
    expect(card(bruno_reads, "Anna Ricci")).to_contain_text(UNANSWERED)
    assert focused(bruno_reads) == "Ignore"
    bruno_reads.page.unroute(ELSEWHERE)
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Moved to your archive.")


def test_a_slow_network_shows_that_it_works_and_asks_once(bruno_reads):
    held: list[Route] = []
    bruno_reads.page.route(ELSEWHERE, lambda route: held.append(route))
    button = bruno_reads.button("Ignore Anna Ricci")
    button.click(click_count=3)
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(bruno_reads.page.locator(".cards [aria-busy=true]")).to_contain_text("Anna Ricci")
    bruno_reads.button("Ignore Elio Neri").click()
    held.pop().continue_()
    bruno_reads.hears("Anna is not told.")
    expect(bruno_reads.page.locator(".cards [aria-busy=true]")).to_contain_text("Elio Neri")
    held.pop().continue_()
    bruno_reads.hears("Elio is not told.")
    assert (cards(bruno_reads), held) == (["Carla Longo"], [])


def test_after_the_session_s_end_one_signs_in_and_comes_back(bruno_reads):
    bruno_reads.page.context.clear_cookies(name="session")
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.reads_heading("Sign in")
    assert bruno_reads.page.url.endswith("/accounts/login/?next=%2Finvitations%2F")


def test_and_finds_again_what_was_typed(three, bruno, at_browser):
    bruno.set_password(PASSWORD)
    bruno.save()
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    recipient.write("Message", "Where did we meet?")
    recipient.page.context.clear_cookies(name="session")
    recipient.press("Reply")
    recipient.write("E-mail address", bruno.email)
    recipient.write("Password", PASSWORD)
    recipient.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")


def test_a_stale_page_says_so_and_keeps_the_words(three, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    recipient.write("Message", "Where did we meet?")
    recipient.page.context.clear_cookies(name="csrf")
    recipient.press("Reply")
    recipient.hears("This page had gone stale. For your safety nothing was changed")
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")


def test_an_answer_that_takes_too_long(bruno_reads):
    bruno_reads.page.route(ELSEWHERE, lambda route: None)
    bruno_reads.page.evaluate("htmx.config.timeout = 1")
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears(UNANSWERED)


def test_a_limit_keeps_the_words(three, bruno, at_browser, monkeypatch):
    monkeypatch.setattr(Reception, "reply", raising(LimitReached))
    recipient = at_browser(bruno)
    recipient.visit(three[1].get_absolute_url())
    recipient.write("Message", "Where did we meet?")
    recipient.press("Reply")
    expect(recipient.page.get_by_role("alert")).to_contain_text(
        "That is all that can be said here in one day."
    )
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")


def test_what_broke_on_our_side(bruno_reads, monkeypatch):
    monkeypatch.setattr(Reception, "ignore", raising(RuntimeError))
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears("Something broke on our side. It was not you.")
    assert len(cards(bruno_reads)) == 3


def raising(error: type[Exception]) -> Callable[..., None]:
    def fail(*told: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("status", [200, 404, 502])
def test_an_answer_that_is_none_of_ours(bruno_reads, status):
    bruno_reads.page.route(ELSEWHERE, lambda route: route.fulfill(status=status, body="<h1>Gateway</h1>"))
    bruno_reads.press("Ignore Anna Ricci")
    bruno_reads.hears(UNANSWERED)
    assert len(cards(bruno_reads)) == 3
