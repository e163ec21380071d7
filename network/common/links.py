"""Links in a typed text, whether a reader's program makes them links or the reader types them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from publicsuffixlist import PublicSuffixList

from network.common.invisible import INVISIBLE
from network.common.normalization import normalize

TITLES = {
    "arch", "co", "dipl", "dott", "dr", "ing", "jr", "mag", "mr", "mrs", "ms", "msc", "ph", "prof", "sr", "st", "univ",
    "डॉ", "श्री",
}  # fmt: skip
"""Before a full stop these are no domain: Dr.Ing, Prof.Dr.med, Co.KG."""
DEGREES = {"sc"}
"""What follows an initial in a degree: M.Sc."""
MAX_LABEL = 63
_FULL_STOPS = re.compile(r"[。۔܁܂።᙮ꓸ](?=[^\W\u0590-\U0010ffff])")
"""Of other scripts, before a Latin, Greek or Cyrillic letter; elsewhere they end sentences, without a space after them."""
_LINK = re.compile(
    r"://|\bhttps?:[/\\]*\w|\bwww\.|\bxn--|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w:])(?=[0-9a-f:]*\d)[0-9a-f:]*::|(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]",
    re.IGNORECASE,
)
_MARKS = r"\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u109f\u1780-\u17d3"
"""Marks that words and domains have beside letters, and whole scripts that write vowels so."""
_WORD = re.compile(rf"[\w.{_MARKS}-]++/?")
_END_OF_DOMAIN = re.compile(r"[-_]|(?<=[a-z])(?=[\u0300-\u1dff\u2e80-\U0010ffff])")


def carries_link(text: str) -> bool:
    """Whether a text contains a link, a domain that exists or an IP address. Mail of a first contact leaves it out."""
    plain = _FULL_STOPS.sub(".", normalize("NFKC", INVISIBLE.sub(_visible, text)))
    return bool(_LINK.search(plain)) or any(map(_has_domain, _WORD.findall(plain)))


def _visible(found: re.Match[str]) -> str:
    return " " if found[0].isspace() else ""


def _has_domain(word: str) -> bool:
    """Whether a label of the word is a top-level domain and follows more than titles and initials: casino.x.com, J.Li."""
    labels = word.strip("./-").split(".")
    only_titles = not word.endswith("/")
    for before, label in pairwise(labels):
        only_titles = only_titles and _is_title(before)
        if before and _is_top_level(label) and not (only_titles and _is_titled(before, label)):
            return True
    return False


def _is_title(label: str) -> bool:
    return label.lower() in TITLES or (len(label) == 1 and label.isalpha())


def _is_titled(before: str, label: str) -> bool:
    """After an initial, names and degrees begin with a capital, in scripts that have them."""
    return len(before) > 1 or not label[0].islower() or label.lower() in DEGREES


def _is_top_level(label: str) -> bool:
    return len(label) > 1 and _is_public_suffix(_END_OF_DOMAIN.split(label[: MAX_LABEL + 1].lower(), 1)[0])


@lru_cache(maxsize=4096)
def _is_public_suffix(label: str) -> bool:
    """Asked for a whole domain: under some top-level domains only names of three labels exist."""
    return bool(label) and bool(_suffixes().publicsuffix(f"a.b.{label}"))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)
