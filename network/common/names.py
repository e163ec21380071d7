"""What a person may be called: visible letters, and nothing that leads elsewhere."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.common.invisible import INVISIBLE
from network.common.links import carries_link
from network.common.normalization import normalize
from network.common.validators import ENCODED_WORD, validate_marks

JOINERS = "\u200c\u200d"
PHONE_DIGITS = 7
MAX_LENGTH = 80
"""Of the longest column for a name. Nothing of a longer text is read: one letter may stand for eighteen."""


def validate_line(text: str) -> None:
    """Raises `ValidationError` for a line that a header of an e-mail would show as another text, and for heaps of marks."""
    validate_marks(text)
    if ENCODED_WORD in text:
        message = _("“%(text)s” can’t be used here.") % {"text": ENCODED_WORD}
        raise ValidationError(message, code="encoded")


def validate_name(name: str) -> None:
    """Raises `ValidationError` for a name without a letter, with an invisible character, or with a link in it.

    Also for what `validate_line` refuses.

    Nothing is said of a text that is too long: Django asks every validator, and that of the length refuses it.
    """
    if len(name) > MAX_LENGTH:
        return
    validate_line(name)
    if not any(
        unicodedata.category(character)[0] == "L" and not INVISIBLE.match(character) for character in name
    ):
        raise ValidationError(_("A name needs at least one letter."), code="no_letter")
    if _has_invisible(name):
        raise ValidationError(_("This name contains an invisible character."), code="invisible")
    if carries_contact(name):
        raise ValidationError(_("A name can’t contain a link, an address or a phone number."), code="contact")


def carries_contact(name: str) -> bool:
    """Whether what a name may be long has a link, an e-mail address, a domain, a telephone number or an encoded word."""
    text = normalize("NFKC", name[:MAX_LENGTH])
    if ENCODED_WORD in text or "@" in text or sum(map(str.isdecimal, text)) >= PHONE_DIGITS:
        return True
    return carries_link(name[:MAX_LENGTH])


def _has_invisible(name: str) -> bool:
    """Joiners between two letters are part of a word, in Persian for example; a letter may bear marks, as in Sinhala."""
    for found in INVISIBLE.finditer(name):
        neighbours = name[found.start() - 1 : found.start()], name[found.end() : found.end() + 1]
        if found[0] not in JOINERS or not all(map(_is_letter_or_mark, neighbours)):
            return True
    return False


def _is_letter_or_mark(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LM" and not INVISIBLE.match(character)
