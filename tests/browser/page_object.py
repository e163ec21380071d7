"""The page object of all browser tests: a person's actions by the texts that they see."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from network.members.models import Member

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


class Person:
    """A browser window, and the member who is signed in, None for a visitor."""

    def __init__(self, page: Page, member: Member | None = None) -> None:
        self.page = page
        self.member = member

    def sign_in(self, address: str, password: str) -> None:
        self.visit("/accounts/login/")
        self.fill("E-mail address", address)
        self.fill("Password", password)
        self.press("Sign in")

    def visit(self, path: str) -> int:
        """Returns the status code, 0 if there was no response."""
        response = self.page.goto(path)
        return response.status if response else 0

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Click and wait for the response, on this page or another."""
        self.button(name).click()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def click_link(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).and_(self.page.locator("input, textarea, select")).fill(text)

    def can_press(self, name: str) -> bool:
        return self.button(name).count() > 0

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sees_status(self, text: str) -> None:
        """In the live region, which screen readers announce."""
        expect(self.page.get_by_role("status").first).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.get_by_role("main")).not_to_contain_text(text)

    def sees_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def first_card(self) -> str:
        return self.page.locator(".card").first.inner_text()

    def subjects(self) -> list[str]:
        """The subjects in the mailbox, newest first."""
        self.visit("/mail/")
        return self.page.locator(".mail-item b").all_inner_texts()

    def open_mail(self, subject: str) -> FrameLocator:
        """Open the newest e-mail with this subject. Returns the frame with its HTML."""
        self.visit("/mail/")
        self.page.get_by_role("link", name=subject).first.click()
        return self.page.frame_locator("iframe.mail-frame")

    def responses(self, *paths: str) -> dict[str, str]:
        """Path → the body of the response, without CSRF tokens."""
        return {path: TOKEN.sub("", self.page.request.get(path).text()) for path in paths}


def lasting_text(page: Page | FrameLocator) -> str:
    """The text of the page without messages that are shown once."""
    page.locator("#messages > *, .cards > li:has(> .notice)").evaluate_all(
        "elements => elements.forEach(element => element.remove())"
    )
    return page.locator("main").inner_text()
