"""Text for display and for search."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from django.utils import translation

from network.common.invisible import INVISIBLE, strip_invisible
from network.common.normalization import normalize
from network.common.transliteration import consonants, is_arabic, read_letter, to_latin

CONSONANTS_MARK = "^"
"""Stands before each consonant of an Arabic word in the text to search in; nobody can search for it."""
MIN_CONSONANTS, MIN_TYPED = 2, 3
_APOSTROPHES = "'`´‘’‚‛ʻʼʽʾʿˈ′＇՚׳·"
_HYPHENS = "-\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u30a0\u30fb\ufe58\ufe63\uff0d"
_SEPARATORS = f"{_HYPHENS}{CONSONANTS_MARK}\t\n\v\f\r"
_TYPED = str.maketrans(dict.fromkeys(_APOSTROPHES, "") | dict.fromkeys(_SEPARATORS, " "))
_KATAKANA = "".join(map(chr, range(0x30A1, 0x30F7)))
_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097)))
_ONE_LETTER = str.maketrans(f"ىیےٱکةۃہھە{_KATAKANA}", f"يييا\u0643ههههه{_HIRAGANA}", "\u0640")
"""What Arabic, Persian and Urdu write for one letter, and the two kana; the tatweel only lengthens a word."""
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def arrow(origin: object, target: object) -> str:
    """“Anna → Bruno” with bidirectional isolates, so that the arrow points at the target in right-to-left text too."""
    return f"\u2066\u2068{origin}\u2069 → \u2068{target}\u2069\u2069"


def isolate(text: object) -> str:
    """The text between bidirectional isolates, where it has letters that run against the active language.

    For plain text: subjects, e-mails, messages, titles and attributes. Elsewhere a page has <bdi>.
    """
    return isolate_in(str(text), translation.get_language_bidi())


def isolate_in(text: str, is_rtl: bool) -> str:
    """The same for a language of this direction."""
    return f"\u2068{text}\u2069" if _runs_against(text, is_rtl) else text


@lru_cache(maxsize=4096)
def _runs_against(text: str, is_rtl: bool) -> bool:
    against = {"L"} if is_rtl else {"R", "AL", "AN"}
    return any(unicodedata.bidirectional(character) in against for character in text)


def direction(text: str) -> str:
    """“ltr” or “rtl”, that of the first letter outside isolates (UAX #9, rule P2); “auto” where there is none.

    Browsers ask `dir="auto"` of the letters in isolates too.
    """
    depth = 0
    for kind in map(unicodedata.bidirectional, text):
        if kind in ("LRI", "RLI", "FSI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "auto"


def quotation(text: str) -> str:
    """The text with “> ” before each line, so that none looks like one of ours. For e-mails in plain text."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def normalize_search(text: str) -> str:
    """Text for comparison in searches.

    Without case, accents, vowel signs, apostrophes and what is invisible; hyphens separate words; Latin letters and
    digits are in ASCII, and letters that Arabic and Persian write in several ways are one.
    """
    words = " ".join(_words(text))
    if words.isascii():
        return words.lower()
    letters = normalize("NFKD", words)
    base = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(map(_fold, base.casefold().translate(_ONE_LETTER))).split())


def searchable(*texts: str) -> str:
    """The text that a search in these looks through: their words, and other ways in which somebody may type them."""
    words = _words(" ".join(texts))
    others = [word for word in words if not word.isascii()]
    latin = {word: "".join(filter(str.isalnum, to_latin(word).lower())) for word in others}
    arabic = [_mark_consonants(latin[word]) for word in others if is_arabic(word)]
    normal = [word.lower() if word.isascii() else normalize_search(word) for word in words]
    found = [*normal, *map(_expand, others), *latin.values(), *arabic]
    return " ".join(dict.fromkeys(filter(None, found)))


def search_words(query: str) -> list[set[str]]:
    """For each word of a query the texts of which one must be in `searchable`."""
    return [
        {normal, _expand(word), _as_arabic(normal) or normal}
        for word in _words(query)
        if (normal := normalize_search(word))
    ]


def _words(text: str) -> list[str]:
    return INVISIBLE.sub("", normalize("NFC", text).translate(_TYPED)).split()


def _expand(text: str) -> str:
    """The normalised text with two letters for an umlaut: Juergen for Jürgen."""
    return normalize_search(normalize("NFC", text).casefold().translate(_TWO_LETTERS))


def _as_arabic(word: str) -> str:
    """The beginning of the Arabic word that a word in Latin letters may stand for: ^l^l for layla; else empty."""
    return _mark_consonants(word) if len(word) >= MIN_TYPED and word.isascii() and word.isalpha() else ""


def _mark_consonants(latin: str) -> str:
    letters = consonants(latin)
    return (
        "".join(f"{CONSONANTS_MARK}{letter}" for letter in letters) if len(letters) >= MIN_CONSONANTS else ""
    )


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    is_latin = not letter.isascii() and unicodedata.name(letter, "").startswith("LATIN ")
    return read_letter(letter).lower() if is_latin else letter


def typed_text(text: str) -> str:
    """A text of several lines as a form received it; empty if nothing of it can be seen.

    Browsers send CRLF, but a line break counts as one character.
    """
    return text.replace("\r\n", "\n") if strip_invisible(text) else ""
