"""The columns of a file of members, found by their heading. Own fields of the site register theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _

from network.common import languages
from network.common.addresses import parse_address
from network.common.tables import headings
from network.members.models import Member
from network.members.models.handles import validate_handle


@dataclass(frozen=True)
class OwnField:
    """A column of a field that the site has beside those of the code.

    `clean` returns the value, which JSON can hold, or raises `ValidationError`; `read` and `write` are for a member.
    """

    name: str
    headings: frozenset[str]
    clean: Callable[[str], Any]
    read: Callable[[Member], Any]
    write: Callable[[Member, Any], None]


_sources: list[Callable[[], Iterable[OwnField]]] = []


def register_own_fields(find: Callable[[], Iterable[OwnField]]) -> None:
    """Add a function that returns the own fields of the site, asked once for each file and each chunk of lines."""
    _sources.append(find)


def own_fields() -> dict[str, OwnField]:
    return {field.name: field for find in _sources for field in find()}


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


def column_of(heading: str, fields: Iterable[OwnField]) -> str:
    """The name of the column with this heading; `own:NAME` for an own field, empty for one that is not used."""
    name = headings.normalise(heading)
    own = (f"own:{field.name}" for field in fields if name and name in field.headings)
    known = (column for column, names in NAMES.items() if name in names)
    return next(own, "") or next(known, "") or ("address" if is_address(heading) else "")


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
