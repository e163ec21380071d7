"""The order of names, as text that both databases sort in the same way.

PyICU would need a compiler on every host, SQLite has no collation of ICU, and one of its own would have to be registered
in every program that opens the file. So the order is stored: `sort_key` holds hexadecimal digits alone, which every
collation of PostgreSQL and SQLite's bytes put in the same order.
"""

from __future__ import annotations

from network.common.normalization import normalize
from network.common.text import normalize_search

MAX_LENGTH = 80
"""Characters of a name that count, twice: an index of PostgreSQL has a limit."""
_BEFORE_ANYTHING = b"\x00"
_LAST = "\U0010fffd"
_AFTER = str.maketrans(
    {letter: f"{before}{_LAST}" for letter, before in zip("پچژڤگґєі", "بجزفكгеи", strict=True)}
)
"""Letters that stand elsewhere in their alphabet than in Unicode: each follows another."""


def sort_key(name: str) -> str:
    """Names sort by their words without case, accents and punctuation; accents decide between equal ones.

    Latin letters come first, then the other scripts as Unicode has them: Greek, Cyrillic, Hebrew, Arabic, … Chinese.
    """
    words = "".join(letter if letter.isalnum() else " " for letter in normalize_search(name)).split()
    primary = " ".join(words)[:MAX_LENGTH].translate(_AFTER)
    secondary = normalize("NFC", name).casefold()[:MAX_LENGTH]
    return b"".join([_encode(primary), _BEFORE_ANYTHING, _encode(secondary)]).hex()


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")
