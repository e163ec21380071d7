from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

LARGEST = 2**63 - 1
LONGEST = 600
Row = TypeVar("Row", bound=Model)


@dataclass
class Page(Generic[Row]):
    """Some rows of a list, and the cursor of the page after them (empty at the end)."""

    rows: list[Row]
    next: str


def page(rows: QuerySet[Row], order: tuple[str, str], cursor: str, size: int = 20) -> Page[Row]:
    """The rows after the cursor, by two columns of one direction, the second unique. Raises `Http404` for a bad cursor."""
    first, second = order
    names = first.lstrip("-"), second.lstrip("-")
    if cursor:
        a, b = _read(cursor, rows.model, names)
        beyond = "lt" if first.startswith("-") else "gt"
        rows = rows.filter(**{f"{names[0]}__{beyond}e": a}).filter(
            Q(**{f"{names[0]}__{beyond}": a}) | Q(**{f"{names[1]}__{beyond}": b})
        )
    found = list(rows.order_by(first, second)[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return Page(found[:size], _write(more, names) if more else "")


def _write(row: Model, names: tuple[str, str]) -> str:
    values = [_column(type(row), name).value_to_string(row) for name in names]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(cursor: str, model: type[Model], names: tuple[str, str]) -> list[Any]:
    if len(cursor) > LONGEST:
        raise Http404
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        a, b = (str(value) for value in json.loads(raw.decode()))
        values = [_column(model, names[0]).to_python(a), _column(model, names[1]).to_python(b)]
        return [_storable(value) for value in values]
    except (binascii.Error, ValueError, TypeError, ValidationError, OverflowError) as bad:
        raise Http404 from bad


def _storable(value: Any) -> Any:
    """The value, if both databases can compare with it. Raises `ValueError` or `OverflowError`."""
    match value:
        case datetime() if timezone.is_naive(value):
            raise ValueError("A moment without a time zone.")
        case datetime():
            return value.astimezone(UTC)
        case int() if abs(value) > LARGEST:
            raise OverflowError("No id is that large.")
        case str() if "\x00" in value.encode().decode():
            raise ValueError("No text holds NUL.")
    return value


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is no column of {model.__name__}.")
    return field
