"""What a site may be called, and where the links in its foot may lead."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from network.common.addresses import InvalidAddress, parse_address
from network.common.invisible import INVISIBLE
from network.common.names import validate_line
from network.common.redirects import is_own_path
from network.common.text import isolate


def validate_site_name(name: str) -> None:
    """Raises `ValidationError` for a name without a visible letter or digit, or that `validate_line` refuses."""
    validate_line(name)
    if not any(unicodedata.category(letter)[0] in "LN" for letter in INVISIBLE.sub("", name)):
        raise ValidationError(_("A name needs at least one letter."), code="no_letter")


def validate_link(link: str) -> None:
    """Raises `ValidationError` for what is neither an https or http URL nor a path of this site."""
    if re.match(r"https?://", link):
        URLValidator(schemes=["https", "http"])(link)
    elif not is_own_path(link):
        raise ValidationError(_("Enter a link that begins with https:// or with /."), code="link")


def validate_domains(text: str) -> None:
    """Raises `ValidationError` for a line that is no domain of e-mail addresses."""
    for domain in text.split():
        try:
            valid = "@" not in domain and bool(parse_address(f"a@{domain}"))
        except InvalidAddress:
            valid = False
        if not valid:
            message = _("“%(domain)s” is not a domain.") % {"domain": isolate(domain)}
            raise ValidationError(message, code="domain")
