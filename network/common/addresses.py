"""E-mail addresses: one canonical form for each mailbox, made here and nowhere else.

The domain is in ASCII (IDNA, UTS 46), the local part in ASCII and lower case. People see the readable form.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.common.invisible import INVISIBLE, is_blank, strip_invisible
from network.common.normalization import normalize
from network.common.text import isolate
from network.common.validators import ENCODED_WORD

MAX_LENGTH, MAX_TYPED_LENGTH = 254, 1000
TOO_LONG = gettext_lazy("This is too long for an e-mail address.")
_validate = EmailValidator(gettext_lazy("This is not a valid e-mail address."), allowlist=[])
_AT_SIGNS = str.maketrans({"\uff20": "@", "\ufe6b": "@"})
_OPENING = "<([{\"'«“„‘‹「『（＜"
_CLOSING = ">＞"


class InvalidAddress(ValidationError):
    """What was typed is no e-mail address; the message says why."""


class AddressField(forms.EmailField):
    """A form field whose value is a canonical address."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return parse_address(typed) if typed else typed


def normalise_address(text: str) -> str:
    """The canonical form. Of a text that is no address: trimmed and in lower case, so that it is found nowhere."""
    try:
        return parse_address(text)
    except InvalidAddress:
        return text.strip().lower()


def parse_address(text: str) -> str:
    """The canonical form. Raises `InvalidAddress`, which names what is wrong.

    What people put around an address is removed: white space, brackets, quotes, `mailto:`, a full stop.
    """
    if len(text) > MAX_TYPED_LENGTH:
        raise InvalidAddress(TOO_LONG)
    local, at, domain = _undecorated(text).rpartition("@")
    if not at:
        raise InvalidAddress(_("An e-mail address needs an @."))
    address = f"{_canonical_local(local)}@{_canonical_domain(domain)}"
    if len(address) > MAX_LENGTH:
        raise InvalidAddress(TOO_LONG)
    try:
        _validate(address)
    except ValidationError as error:
        raise InvalidAddress(error.messages) from None
    return address


def mailbox_of(address: str) -> str:
    """The canonical form without a sub-address: at nearly every mail server `anna+news@` is delivered to `anna@`.

    For limits, refusals and opt-outs alone: accounts and what bounces are told apart by the whole address.
    """
    local, at, domain = normalise_address(address).rpartition("@")
    return f"{local[:1]}{local[1:].partition('+')[0]}{at}{domain}"


def readable_address(address: str) -> str:
    """The address with its domain in its own script."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def masked_address(address: str) -> str:
    """The readable address with the first letter of its local part alone, for whoever may not know it."""
    local, at, domain = readable_address(address).rpartition("@")
    return f"{local[:1]}…{at}{domain}"


def _undecorated(text: str) -> str:
    word = strip_invisible(normalize("NFC", text).translate(_AT_SIGNS)).lstrip(_OPENING)
    if word[:7].lower() == "mailto:":
        word = word[7:]
    end = len(word)
    while end and _ends_no_address(word[end - 1]):
        end -= 1
    return word[:end]


def _ends_no_address(character: str) -> bool:
    """Punctuation of any script, a bracket, and what nobody sees."""
    return unicodedata.category(character)[0] == "P" or character in _CLOSING or is_blank(character)


def _canonical_local(local: str) -> str:
    _refuse_invisible(local)
    wrong = next((character for character in local if not character.isascii()), "")
    if wrong := wrong or (ENCODED_WORD if ENCODED_WORD in local else ""):
        message = _("“%(character)s” can’t be used before the @ of an e-mail address.")
        raise InvalidAddress(message % {"character": wrong})
    return local.lower()


def _canonical_domain(domain: str) -> str:
    """In ASCII. A domain that is written in ASCII stays as it is, but for its case."""
    _refuse_invisible(domain)
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        message = _("E-mail can’t be sent to the domain “%(domain)s”.")
        raise InvalidAddress(message % {"domain": isolate(domain)}) from None


def _refuse_invisible(part: str) -> None:
    """Raises `InvalidAddress` for an invisible character, and says after what it stands."""
    if found := INVISIBLE.search(part):
        before = part[: found.start()]
        message = _("There is an invisible character after “%(text)s”.") if before else _(
            "A part of the address begins with an invisible character."
        )  # fmt: skip
        raise InvalidAddress(message % {"text": before})
