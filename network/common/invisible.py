"""Characters that nobody can see: they make two texts look the same that are not."""

from __future__ import annotations

import re

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), the controls and
# U+2800 BRAILLE PATTERN BLANK.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROL = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb"
_BLANK = "\u2800"

INVISIBLE = re.compile(f"[{_IGNORABLE}{_CONTROL}{_BLANK}]")


def strip_invisible(text: str) -> str:
    """The text without white space and invisible characters at its ends."""
    start, end = 0, len(text)
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def is_blank(character: str) -> bool:
    """Whether it is white space or invisible."""
    return character.isspace() or bool(INVISIBLE.match(character))
