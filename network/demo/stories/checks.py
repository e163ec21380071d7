"""What must be true after a scene: sentences of a fixed form, each read into one check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Protocol

from django.utils.translation import get_language, gettext

from network.demo.stories.clock_moves import parse_move

EXAMPLES = (
    "anna's page is unchanged",
    "bruno's mailbox has 1 new",
    "bruno's mailbox has no new",
    "sent of anna shows …",
    "received of bruno does not show …",
    "narrator says …",
    "narrator does not say …",
    "clock +7d",
)
"""An example of each form. “page” is the page on which that side stands; other names are those of `pages.py`."""


class SiteReader(Protocol):
    """How a check looks at the site: with a test client or in a browser."""

    def page(self, who: str, page: str) -> str:
        """The HTML of a page as this person sees it."""

    def mail_count(self, who: str) -> int:
        """How many e-mails this person has had of those who play in the story."""

    def narrator(self) -> str:
        """The HTML of the narrator's page."""

    def now(self) -> datetime: ...


class Check(Protocol):
    @property
    def sentence(self) -> str: ...

    def observe(self, reader: SiteReader) -> Any:
        """What the check needs to know, asked before the scene's actions and after them."""

    def problem(self, before: Any, after: Any) -> str:
        """What is not as it should be; empty if all is."""


@dataclass(frozen=True)
class PageUnchangedCheck:
    sentence: str
    who: str
    page: str

    def observe(self, reader: SiteReader) -> str:
        return " ".join(_TOKENS.sub("", _main_element(reader.page(self.who, self.page))).split())

    def problem(self, before: str, after: str) -> str:
        return "" if before == after else f"the page has changed: {_difference(before, after)}"


@dataclass(frozen=True)
class NewEmailsCheck:
    sentence: str
    who: str
    number: int

    def observe(self, reader: SiteReader) -> int:
        return reader.mail_count(self.who)

    def problem(self, before: int, after: int) -> str:
        return "" if after - before == self.number else f"{after - before} new"


@dataclass(frozen=True)
class PageTextCheck:
    sentence: str
    who: str
    page: str
    text: str
    expected: bool

    def observe(self, reader: SiteReader) -> str:
        return visible_text(reader.page(self.who, self.page))

    def problem(self, before: str, after: str) -> str:
        return _text_problem(self.text, after, self.expected)


@dataclass(frozen=True)
class NarratorTextCheck:
    sentence: str
    text: str
    expected: bool

    def observe(self, reader: SiteReader) -> str:
        return visible_text(reader.narrator())

    def problem(self, before: str, after: str) -> str:
        return _text_problem(self.text, after, self.expected)


@dataclass(frozen=True)
class ClockCheck:
    sentence: str
    by: timedelta

    def observe(self, reader: SiteReader) -> datetime:
        return reader.now()

    def problem(self, before: datetime, after: datetime) -> str:
        moved = after - before
        return "" if abs(moved - self.by) < timedelta(hours=1) else f"the clock has moved by {moved}"


_PERSON = r"(?P<who>[\w.@+-]+)"
_PAGE = r"(?P<page>/\S*|\w+)"
_TEXT = r"[\"“]?(?P<text>.+?)[\"”]?"
_TOKENS = re.compile(r'name="(?:csrfmiddlewaretoken|nonce)" value="[\w-]*"|(?<=name="nonce" )value="[\w-]*"')


def parse_check(sentence: str) -> Check:
    """Raises `ValueError` for a sentence of no known form."""
    if match := re.fullmatch(rf"{_PERSON}'s page is unchanged", sentence):
        return PageUnchangedCheck(sentence, match["who"], "page")
    if match := re.fullmatch(rf"{_PAGE} of {_PERSON} is unchanged", sentence):
        return PageUnchangedCheck(sentence, match["who"], match["page"])
    if match := re.fullmatch(rf"{_PERSON}'s mailbox has (?P<number>\d+|no) new", sentence):
        number = match["number"]
        return NewEmailsCheck(sentence, match["who"], 0 if number == "no" else int(number))
    if match := re.fullmatch(rf"{_PAGE} of {_PERSON} (?P<verb>shows|does not show) {_TEXT}", sentence):
        return PageTextCheck(sentence, match["who"], match["page"], match["text"], match["verb"] == "shows")
    if match := re.fullmatch(rf"narrator (?P<verb>says|does not say) {_TEXT}", sentence):
        return NarratorTextCheck(sentence, match["text"], match["verb"] == "says")
    if match := re.fullmatch(r"clock (?P<move>\S+)", sentence):
        return ClockCheck(sentence, parse_move(match["move"]))
    raise ValueError("this is no check. Write, for example: " + "; ".join(EXAMPLES) + ".")


def _text_problem(text: str, page: str, expected: bool) -> str:
    """A text of the product is looked for in the language of the page, one that has no translation only in English."""
    shown = gettext(text)
    if shown == text and (get_language() or "en").split("-")[0] != "en" and text not in page:
        return ""
    if (_normalized(shown) in page) == expected:
        return ""
    return f"it is not there. The page says: {_excerpt(page)}" if expected else "it is there"


def _excerpt(page: str) -> str:
    return page if len(page) < 600 else f"{page[:600]}…"


def _difference(before: str, after: str) -> str:
    """The first words that differ, with a few around them."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    start = max(0, start - 30)
    return f"“{before[start : start + 90]}” became “{after[start : start + 90]}”"


def visible_text(page: str) -> str:
    """The text of a page's main part, in one line, without marks that nobody sees."""
    parser = _TextParser()
    parser.feed(_main_element(page))
    return _normalized("".join(parser.parts))


def _main_element(page: str) -> str:
    match = re.search(r"<main\b.*</main>", page, re.DOTALL)
    return match[0] if match else page


def _normalized(text: str) -> str:
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


_INLINE = {"a", "b", "bdi", "em", "i", "small", "span", "strong", "time"}


class _TextParser(HTMLParser):
    """The text of a page; a space stands between blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "template")
        self.parts.append("" if tag in _INLINE else " ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "template")
        self.parts.append("" if tag in _INLINE else " ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)
