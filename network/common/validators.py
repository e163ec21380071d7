"""Validators that refuse control, bidirectional and surrogate characters, and heaps of combining marks.

The former would break e-mail headers or queries to PostgreSQL, the latter cover the lines above and below.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from network.common.invisible import INVISIBLE

MAX_MARKS = 4
"""On one letter: Hebrew has a dot, a point, a vowel and an accent on it; a spacing vowel sign, as in Burmese, counts as none."""
_STACKED, _MARKS = {"Mn", "Me"}, {"Mn", "Me", "Mc"}
ENCODED_WORD = "=?"
"""Begins an encoded word (RFC 2047), which programs for e-mail show, and use, as another text."""
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINE_BREAKS = "\x85\u2028\u2029"
_SURROGATES = "\ud800-\udfff"

single_line = RegexValidator(
    re.compile(rf"[\x00-\x1f\x7f-\x9f{_BIDI}{_LINE_BREAKS}{_SURROGATES}]"),
    _("Control characters and line breaks cannot be used here."),
    code="control",
    inverse_match=True,
)
multi_line = RegexValidator(
    re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}{_SURROGATES}]"),
    _("Control characters cannot be used here."),
    code="control",
    inverse_match=True,
)


def validate_marks(text: str) -> None:
    """Raises `ValidationError` if more than `MAX_MARKS` combining marks stand on one letter, invisible characters aside."""
    marks = 0
    for character in "" if text.isascii() else text:
        category = unicodedata.category(character)
        if category in _STACKED:
            marks += 1
        elif category not in _MARKS and not _is_joiner(character):
            marks = 0
        if marks > MAX_MARKS:
            raise ValidationError(_("One letter has too many marks."), code="marks")


def _is_joiner(character: str) -> bool:
    """Whether marks after it are drawn on the letter before it."""
    return bool(INVISIBLE.match(character)) and not character.isspace()
