"""Columns of `Member` for the values of profile fields, and what a value of each kind may be."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext as _

from network.common.invisible import INVISIBLE, strip_invisible
from network.common.names import validate_line
from network.common.validators import single_line

MAX_FIELDS = 6
FIELD_COLUMNS = tuple(f"field_{slot}" for slot in range(1, MAX_FIELDS + 1))
MAX_TEXT, MAX_LINK = 80, 200
FIRST_YEAR, LAST_YEAR = 1800, 2200
_is_https = URLValidator(schemes=["https"])


def value_column() -> models.CharField[str | None, str | None]:
    """A column of values, without a value NULL: then no index has an entry for the member."""
    return models.CharField(max_length=MAX_LINK, null=True, blank=True, editable=False)


def value_index(column: str) -> models.Index:
    """The members with one value in the order of the directory."""
    has_value = models.Q(**{f"{column}__isnull": False})
    return models.Index(column, "sort_key", "id", name=f"member_by_{column}", condition=has_value)


def parse_text(text: str) -> str:
    """Raises `ValidationError` for a long text, and one of characters that no reader sees or that move others."""
    if len(text) > MAX_TEXT:
        raise ValidationError(_("Use %(limit)d characters at most."), "long", params={"limit": MAX_TEXT})
    single_line(text)
    validate_line(text)
    if not strip_invisible(text):
        raise ValidationError(_("This text has no visible character."), "invisible")
    return text


def parse_year(text: str) -> str:
    """Four digits of any script. Raises `ValidationError`."""
    if len(text) != 4 or not text.isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(
            _("Enter a year between %(first)d and %(last)d, such as 1998."), "year", params=limits
        )
    return str(int(text))


def parse_link(text: str) -> str:
    """An address that begins with https://, without a name or password before the host. Raises `ValidationError`."""
    message = _("Enter a link that begins with https://, up to %(limit)d characters.")
    error = ValidationError(message, "link", params={"limit": MAX_LINK})
    if len(text) > MAX_LINK:
        raise error
    try:
        single_line(text)
        _is_https(text)
        parts = urlsplit(text)
        host_of(text)
    except ValueError as wrong:
        raise error from wrong
    except ValidationError as wrong:
        raise error from wrong
    if INVISIBLE.search(text) or "\\" in text or "@" in parts.netloc:
        raise error
    return text


def host_of(link: str) -> str:
    """The host as the network knows it, in ASCII: letters of other scripts may look like another host."""
    host = urlsplit(link).hostname or ""
    return host if host.isascii() else host.encode("idna").decode()
