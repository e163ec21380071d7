"""Addresses as people type them, and the words of a text that may be addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from network.common import addresses
from network.common.addresses import normalise_address

MAX_ADDRESSES = 1000
"""The most addresses of one text or file, and unreadable lines of a file. One more is read, so that the form can refuse it."""
AT_SIGNS = re.compile("[@\uff20\ufe6b]")
_QUOTED_NAME = re.compile(r'"[^"\n]*"(?=\s*<)')
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SEPARATORS = re.compile(r"[;\u061b\uff1b\r\n\u2028\u2029]+")
_WORD_SEPARATORS = re.compile(r"[\s,\u060c\uff0c\u3001]+")
_WORD = re.compile(r"[^\s<>()\[\],;:|\"\u060c\uff0c\u3001\u061b\uff1b]+")
_MAIL_SCHEME = re.compile(r"(?:\+|(?<![^\s\"'<(,;]))(?:smtp|mailto)[ \t]*:", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?:\+|(?<![^\s\"'<(,;]))(?:sip|im|eum|x400|x500):[^\s+,;]*", re.IGNORECASE)


def parse_address(word: str) -> str:
    """The address in its canonical form; empty if the word is not an address."""
    try:
        return addresses.parse_address(word)
    except ValidationError:
        return ""


def split_addresses(text: str) -> list[str]:
    """The words of a typed text that are meant as addresses, without duplicates.

    They are separated by white space, commas, semicolons or line breaks of any script; numbers and bullets of a list are
    left out. Where an address stands in brackets, as in `Neri, Dora <dora@example.net>`, what has no "@" is a name.
    More than `MAX_ADDRESSES` different words are too many: then one word more than that is returned, as typed.
    """
    words: list[str] = []
    for part in _SEPARATORS.split(_without_schemes(text)):
        in_brackets = [text for text in _IN_BRACKETS.findall(part) if "@" in text]
        outside = _WORD_SEPARATORS.split(_IN_BRACKETS.sub(" ", _QUOTED_NAME.sub("", part)))
        words += [*in_brackets, *(word for word in outside if "@" in word or not in_brackets)]
    meant = dict.fromkeys(word for word in words if any(character.isalpha() for character in word))
    if len(meant) > MAX_ADDRESSES:
        return list(meant)[: MAX_ADDRESSES + 1]
    return list(dict.fromkeys(map(normalise_address, meant)))


def words_of_field(text: str) -> Iterator[str]:
    """The words of a field of a file that may be addresses; where no word has an "@", the text.

    Characters that begin a formula are removed.
    """
    text = _without_schemes(text).strip()
    if text and not AT_SIGNS.search(text):
        yield text
    for match in _WORD.finditer(text):
        if AT_SIGNS.search(match[0]):
            yield match[0].lstrip("=+-'").rstrip(".'")


def _without_schemes(text: str) -> str:
    """Without `mailto:`, and with the e-mail addresses alone of a list such as `SMTP:a@x.example+smtp:b@x.example`."""
    return _MAIL_SCHEME.sub(" ", _OTHER_SCHEME.sub(" ", text))
