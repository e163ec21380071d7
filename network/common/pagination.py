from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import Http404
from django.utils.crypto import salted_hmac

MAX_CURSOR_LENGTH = 2000
PADDING = 64
"""Cursors are as long as the next multiple of this, so that their length does not count the digits of a key."""
Row = TypeVar("Row", bound=Model)


@dataclass
class Page(Generic[Row]):
    """Some rows of a list, and the cursor of the page after them (empty at the end)."""

    rows: list[Row]
    next: str


def paginate(
    rows: QuerySet[Row],
    order: tuple[str, str],
    cursor: str,
    size: int = 20,
    selective: bool = False,
    enrich: Callable[[QuerySet[Row]], QuerySet[Any]] | None = None,
) -> Page[Row]:
    """The rows after the cursor, by two columns of one direction, the second unique. Raises `Http404` for a bad cursor.

    Where `selective` are found among many, they are fetched first and sorted then: the database is kept from walking an index
    in their order, a text's, until it has met enough. `enrich` adds what is dear, to the rows of this page alone.
    """
    first, second = order
    names = first.lstrip("-"), second.lstrip("-")
    if cursor:
        a, b = _decode_cursor(cursor, rows.model, names)
        beyond = "lt" if first.startswith("-") else "gt"
        rows = rows.filter(**{f"{names[0]}__{beyond}e": a}).filter(
            Q(**{f"{names[0]}__{beyond}": a}) | Q(**{f"{names[1]}__{beyond}": b})
        )
    rows = rows.order_by(Concat(first, Value("")) if selective else first, second)[: size + 1]
    if enrich:
        rows = enrich(rows.model._default_manager.filter(pk__in=rows.values("pk"))).order_by(first, second)
    found = list(rows)
    more = found[size - 1] if len(found) > size else None
    return Page(found[:size], _encode_cursor(more, names) if more else "")


def _encode_cursor(row: Model, names: tuple[str, str]) -> str:
    """Sealed: what stands in it, such as a surrogate key, is nobody's to read; the same place is the same cursor."""
    text = json.dumps([_value(row, name) for name in names]).encode()
    sealed = _cipher().encrypt(
        text.ljust(-(-len(text) // PADDING) * PADDING), _associated_data(type(row), names)
    )
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _decode_cursor(cursor: str, model: type[Model], names: tuple[str, str]) -> list[Any]:
    if len(cursor) > MAX_CURSOR_LENGTH:
        raise Http404
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(_cipher().decrypt(sealed, _associated_data(model, names)))
        return [_column(model, name).to_python(value) for name, value in zip(names, values, strict=True)]
    except (binascii.Error, InvalidTag, ValueError, ValidationError) as bad:
        raise Http404 from bad


def _cipher() -> AESSIV:
    return AESSIV(salted_hmac("members.paging", "cursor", algorithm="sha256").digest())


def _associated_data(model: type[Model], names: tuple[str, str]) -> list[bytes]:
    """The list that a cursor belongs to: it opens no other."""
    return [model._meta.label.encode(), *(name.encode() for name in names)]


def _value(row: Model, name: str) -> str:
    """Of the row itself or, as in `other__name`, of one that it points to."""
    for step in name.split("__")[:-1]:
        row = getattr(row, step)
    return str(_column(type(row), name.rpartition("__")[2]).value_to_string(row))


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    step, _, rest = name.partition("__")
    field = model._meta.get_field(step)
    if rest and isinstance(field, ForeignKey):
        return _column(field.related_model, rest)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is no column of {model.__name__}.")
    return field
