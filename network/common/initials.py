"""The initials that stand for a photo."""

from __future__ import annotations

import unicodedata

from network.common.normalization import normalize

MAX_MARKS = 2
VIRAMA = 9
"""The combining class of the sign that joins a consonant of India to the next one: useless at the end."""
_NON_JOINER = "\u200c"


def initials(name: str) -> str:
    """The first letters of the first and the last word, with their marks; empty where there is no letter.

    Letters of Arabic stand apart, since together they would be read as a word.
    """
    letters = [letter for word in normalize("NFC", name).split() if (letter := _first_letter(word))]
    chosen = letters if len(letters) < 2 else [letters[0], letters[-1]]
    joins = len(chosen) == 2 and all(unicodedata.bidirectional(letter[0]) == "AL" for letter in chosen)
    return (_NON_JOINER if joins else "").join(chosen)


def _first_letter(word: str) -> str:
    """The first letter, in upper case where that is one letter too (ß is none), with the marks above and below it."""
    start = next((at for at, character in enumerate(word) if character.isalpha()), None)
    if start is None:
        return ""
    letter, end = word[start], start + 1
    while end < len(word) and end <= start + MAX_MARKS and unicodedata.category(word[end])[0] == "M":
        end += 1
    marks = word[start + 1 : end]
    if marks and unicodedata.combining(marks[-1]) == VIRAMA:
        marks = marks[:-1]
    return (letter.upper() if len(letter.upper()) == 1 else letter) + marks
