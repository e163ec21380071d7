"""Unicode normalisation in linear time."""

from __future__ import annotations

import unicodedata
from typing import Literal

MAX_MARKS = 30
"""Of so many combining marks in a row the others are left out: sorting them takes quadratic time. UAX #15 has this limit."""


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """As `unicodedata.normalize`, without the marks that no word of any language has."""
    return unicodedata.normalize(form, text if text.isascii() else _without_long_runs(text))


def _without_long_runs(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
