"""What must be true after a scene: sentences of a fixed form, each read into one check."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Protocol

from network.demo.stories.clock_moves import parse_move
from network.demo.stories.translated_text import ISOLATES, translations

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

    def has_own_text(self, text: str) -> bool:
        """Whether the text stands in a name, note or other field of the story, which nobody translates."""

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
class TextSeen:
    """The visible text of a page, and whether the story itself has what is looked for: a name or a text of a member."""

    page: str
    is_own: bool


@dataclass(frozen=True)
class TextCheck(ABC):
    """A text in English, looked for in the language of the page; a text of the story itself as it is."""

    sentence: str
    text: str
    expected: bool

    @abstractmethod
    def html(self, reader: SiteReader) -> str: ...

    def observe(self, reader: SiteReader) -> TextSeen:
        return TextSeen(visible_text(self.html(reader)), reader.has_own_text(self.text))

    def problem(self, before: TextSeen, after: TextSeen) -> str:
        texts = translations(self.text) | ({self.text} if after.is_own else set())
        if not texts and not self.expected:
            return (
                "it is neither a whole message nor a text of the story, so it is not in this language anyway"
            )
        if any(_normalized(text) in after.page for text in texts or {self.text}) == self.expected:
            return ""
        return f"it is not there. The page says: {_excerpt(after.page)}" if self.expected else "it is there"


@dataclass(frozen=True)
class PageTextCheck(TextCheck):
    who: str
    page: str

    def html(self, reader: SiteReader) -> str:
        return reader.page(self.who, self.page)


class NarratorTextCheck(TextCheck):
    def html(self, reader: SiteReader) -> str:
        return reader.narrator()


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
_TOKENS = re.compile(r'name="(?:csrfmiddlewaretoken|nonce)" value="[\w-]*"')


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
        return PageTextCheck(sentence, match["text"], match["verb"] == "shows", match["who"], match["page"])
    if match := re.fullmatch(rf"narrator (?P<verb>says|does not say) {_TEXT}", sentence):
        return NarratorTextCheck(sentence, match["text"], match["verb"] == "says")
    if match := re.fullmatch(r"clock (?P<move>\S+)", sentence):
        return ClockCheck(sentence, parse_move(match["move"]))
    raise ValueError("this is no check. Write, for example: " + "; ".join(EXAMPLES) + ".")


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
    return " ".join(ISOLATES.sub("", text).split())


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
