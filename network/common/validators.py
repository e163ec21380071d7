"""Validators that refuse control, bidirectional and surrogate characters.

They would break e-mail headers or queries to PostgreSQL.
"""

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

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
