"""No response, a slow one or an error: the page says so, keeps the typed text, and the button works again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from invitations.errors import LimitReached
from invitations.models import Reception
from tests.browser.test_cards import card, cards, focused, inbox, invitations
from tests.members.account import PASSWORD

__all__ = ["inbox", "invitations"]
pytestmark = pytest.mark.browser

VERB_URLS = "**/invitations/*/*/"
UNSENT = "No internet connection. Nothing was sent; what you typed is kept."
UNANSWERED = "The answer did not arrive. Reload to see whether it worked."


def test_offline(invitations, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    recipient.fill("Message", "Where did we meet?")
    recipient.page.context.set_offline(True)
    recipient.press("Reply")
    recipient.sees_status(UNSENT)
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")
    recipient.page.context.set_offline(False)
    recipient.press("Reply")
    recipient.sees_status("Your message is on its way to Anna Ricci.")
    recipient.does_not_see(UNSENT)


def test_a_lost_response(inbox):
    inbox.page.route(VERB_URLS, lambda route: route.abort())
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status(UNANSWERED)
    expect(card(inbox, "Anna Ricci")).to_contain_text(UNANSWERED)
    assert focused(inbox) == "Ignore"
    inbox.page.unroute(VERB_URLS)
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Moved to your archive.")


def test_a_slow_response(inbox):
    pending: list[Route] = []
    inbox.page.route(VERB_URLS, lambda route: pending.append(route))
    button = inbox.button("Ignore Anna Ricci")
    button.click(click_count=3)
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(inbox.page.locator(".cards [aria-busy=true]")).to_contain_text("Anna Ricci")
    inbox.button("Ignore Elio Neri").click()
    pending.pop().continue_()
    inbox.sees_status("Anna is not told.")
    expect(inbox.page.locator(".cards [aria-busy=true]")).to_contain_text("Elio Neri")
    pending.pop().continue_()
    inbox.sees_status("Elio Neri is not told.")
    assert (cards(inbox), pending) == (["Carla Longo"], [])


def test_an_expired_session_returns_after_sign_in(inbox):
    inbox.page.context.clear_cookies(name="session")
    inbox.press("Ignore Anna Ricci")
    inbox.sees_heading("Sign in")
    assert inbox.page.url.endswith("/accounts/login/?next=%2Finvitations%2F")


def test_an_expired_session_keeps_the_typed_text(invitations, bruno, at_browser):
    bruno.set_password(PASSWORD)
    bruno.save()
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    recipient.fill("Message", "Where did we meet?")
    recipient.page.context.clear_cookies(name="session")
    recipient.press("Reply")
    recipient.fill("E-mail address", bruno.email)
    recipient.fill("Password", PASSWORD)
    recipient.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")


def test_a_stale_csrf_token(invitations, bruno, at_browser):
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    recipient.fill("Message", "Where did we meet?")
    recipient.page.context.clear_cookies(name="csrf")
    recipient.press("Reply")
    recipient.sees_status("This page has expired. Nothing was changed")
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")


def test_a_timeout(inbox):
    inbox.page.route(VERB_URLS, lambda route: None)
    inbox.page.evaluate("htmx.config.timeout = 1")
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status(UNANSWERED)


def test_a_rate_limit_keeps_the_typed_text(invitations, bruno, at_browser, monkeypatch):
    monkeypatch.setattr(Reception, "reply", raising(LimitReached("replies_a_day", 1)))
    recipient = at_browser(bruno)
    recipient.visit(invitations[1].get_absolute_url())
    recipient.fill("Message", "Where did we meet?")
    recipient.press("Reply")
    expect(recipient.page.get_by_role("alert")).to_contain_text(
        "You’ve reached today’s limit for messages here."
    )
    expect(recipient.page.get_by_label("Message")).to_have_value("Where did we meet?")


def test_a_server_error(inbox, monkeypatch):
    monkeypatch.setattr(Reception, "ignore", raising(RuntimeError))
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status("Something went wrong on our side. Your last change may not be saved.")
    assert len(cards(inbox)) == 3


def raising(error: type[Exception]) -> Callable[..., None]:
    def fail(*args: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("status", [200, 404, 502])
def test_a_response_of_a_proxy(inbox, status):
    inbox.page.route(VERB_URLS, lambda route: route.fulfill(status=status, body="<h1>Gateway</h1>"))
    inbox.press("Ignore Anna Ricci")
    inbox.sees_status(UNANSWERED)
    assert len(cards(inbox)) == 3
