"""The columns of a file of members, found by their heading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _

from network.common import languages
from network.common.addresses import parse_address
from network.common.tables import headings
from network.members.models import Member, ProfileField
from network.members.models.handles import validate_handle


def is_address(heading: str) -> bool:
    return headings.is_email(heading)


NAMES = {
    "name": headings.FULL_NAME,
    "given": headings.GIVEN_NAME,
    "family": headings.FAMILY_NAME,
    "handle": headings.HANDLE,
    "headline": headings.HEADLINE,
    "location": headings.PLACE,
    "language": headings.LANGUAGE,
}


def column_of(heading: str, fields: Iterable[ProfileField]) -> str:
    """The name of the column with this heading; empty for one that is not used.

    `key_of` a profile field, which is found by its label in any language and comes first.
    """
    name = headings.normalise(heading)
    own = (
        key_of(field) for field in fields if name and name in map(headings.normalise, field.labels.values())
    )
    known = (column for column, names in NAMES.items() if name in names)
    return next(own, "") or next(known, "") or ("address" if is_address(heading) else "")


def key_of(field: ProfileField) -> str:
    """What stands for a profile field in a stored line: its column may be another field's when the line is imported."""
    return f"field:{field.pk}"


def clean_field(column: str, text: str) -> str:
    """The value of a column of `Member`. Raises `ValidationError`."""
    if column == "address":
        return parse_address(text)
    if column == "language":
        return _clean_language(text)
    if column == "handle":
        validate_handle(text.lower())
        return text.lower()
    return str(cast(Field[str, str], Member._meta.get_field(column)).clean(text, None))


def _clean_language(text: str) -> str:
    """The code of a language that the site offers, from a code or a name."""
    name = text.casefold()
    by_name = {str(label).casefold(): code for code, label in languages.offered()}
    code = by_name.get(name) or languages.supported(name[:20])
    if not code:
        raise ValidationError(_("The site has no language “%(language)s”.") % {"language": text[:20]})
    return code
