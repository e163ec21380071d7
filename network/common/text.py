"""What people may type: refused at the form, so that no mail header and no database meets it later."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BREAKS = "\x85\u2028\u2029"
_SURROGATES = "\ud800-\udfff"

one_line = RegexValidator(
    re.compile(rf"[\x00-\x1f\x7f-\x9f{_BIDI}{_BREAKS}{_SURROGATES}]"),
    _("Control characters and line breaks cannot be used here."),
    code="control",
    inverse_match=True,
)
several_lines = RegexValidator(
    re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}{_SURROGATES}]"),
    _("Control characters cannot be used here."),
    code="control",
    inverse_match=True,
)


def towards(origin: object, goal: object) -> str:
    """“Anna → Bruno”, isolated: the arrow points at the goal whatever the direction of names and page."""
    return f"\u2066\u2068{origin}\u2069 → \u2068{goal}\u2069\u2069"


def folded(text: str) -> str:
    """As searches compare: without case, accents, vowel signs and the other marks upon letters."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
