"""A person at a browser: what they do and read, in their own words."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from network.members.models import Member

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


class Person:
    def __init__(self, page: Page, member: Member | None = None) -> None:
        self.page = page
        self.member = member

    def sign_in(self, address: str, password: str) -> None:
        self.visit("/accounts/login/")
        self.write("E-mail address", address)
        self.write("Password", password)
        self.press("Sign in")

    def visit(self, path: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(path)
        return answer.status if answer else 0

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Until it is answered, on this page or another."""
        self.button(name).click()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)

    def can_press(self, name: str) -> bool:
        return self.button(name).count() > 0

    def reads(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def hears(self, words: str) -> None:
        """What is said after an act, aloud too."""
        expect(self.page.get_by_role("status").first).to_contain_text(words)

    def reads_nothing_of(self, words: str) -> None:
        expect(self.page.get_by_role("main")).not_to_contain_text(words)

    def reads_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def first_card(self) -> str:
        return self.page.locator(".card").first.inner_text()

    def subjects(self) -> list[str]:
        """What lies in the mailbox, the newest first."""
        self.visit("/mail/")
        return self.page.locator(".mail-item b").all_inner_texts()

    def open_mail(self, subject: str) -> FrameLocator:
        """The newest e-mail of this subject, as it looks in its frame."""
        self.visit("/mail/")
        self.page.get_by_role("link", name=subject).first.click()
        return self.page.frame_locator("iframe.mail-frame")

    def bytes_of(self, *paths: str) -> dict[str, str]:
        """What the server answers to this person, to the byte but for the tokens against forgery."""
        return {path: TOKEN.sub("", self.page.request.get(path).text()) for path in paths}
