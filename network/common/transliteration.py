"""Text in Latin letters, for search, for sorting and for handles.

The tables are those of anyascii, which knows every script that has letters, needs no compiler and no system library
(PyICU needs both). Arabic has a table of its own, because anyascii writes it in signs that nobody types: `ly for علي.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from network.common.normalization import normalize

_ARABIC = {
    "ء": "", "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
    "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q",
    "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "u", "ي": "i", "ى": "a", "ة": "a",
    "پ": "p", "چ": "ch", "ژ": "zh", "ڤ": "v", "گ": "g", "ک": "k", "ی": "i", "ہ": "h", "ھ": "h", "ٹ": "t", "ڈ": "d",
    "ڑ": "r", "ں": "n", "ے": "e",
}  # fmt: skip
_INITIAL = {"و": "w", "ي": "y", "ی": "y"}
_SOUNDS = {"kh": "x", "gh": "q", "sh": "c", "ch": "c", "th": "t", "dh": "d", "dj": "j", "zh": "j", "q": "k", "c": "k", "g": "j",
           "v": "w", "p": "b"}  # fmt: skip
"""What one writer writes for another: Qasim and Kasim, Gamal and Jamal; and one letter for each sound of two."""
_SOUND = re.compile("[dkgstcz]h|dj|[qcgvp]")
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouwy]+")


def to_latin(text: str) -> str:
    """The text in ASCII, with the case it has; what has no reading is left out."""
    letters = normalize("NFKC", text)
    return letters if letters.isascii() else "".join(map(read_letter, letters, f" {letters}"))


@lru_cache(maxsize=4096)
def read_letter(letter: str, previous: str = "") -> str:
    """One character in ASCII; `previous` is the one before it."""
    if letter.isascii():
        return letter
    base = normalize("NFD", letter)[0]
    if base in _INITIAL and not previous.isalpha():
        return _INITIAL[base]
    return _ARABIC[base] if base in _ARABIC else anyascii(letter)


def is_arabic(word: str) -> bool:
    """Whether there is a letter of the Arabic script in it, in which short vowels are not written."""
    return any(letter in _ARABIC for letter in word)


def consonants(latin: str) -> str:
    """The consonants of a word of lower-case ASCII letters, which its spellings have in common.

    محمد is Mohammed, Muhamed or Mehmed, ليلى is Layla, Leila or Laylah: the vowels are the reader's.
    """
    sounds = _SOUND.sub(lambda found: _SOUNDS[found[0]], _REPEATED.sub(r"\1", latin.removesuffix("h")))
    return _VOWELS.sub("", sounds)
