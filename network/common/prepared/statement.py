"""What all prepared statements have in common: the places of their values, and a text that is compiled once an engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Value

Params = Sequence[Any]
PLAIN = frozenset({int, str, bool, type(None)})
"""What both drivers take as it is. Of other classes they ask who can convert them, at every execution."""


class Slot(Value):
    """The place of the value `name` in a prepared statement; usable wherever the ORM takes a value."""

    @property
    def name(self) -> str:
        return str(self.value)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Statement:
    """A statement that is compiled at its first execution on each engine. `build` returns what it is compiled from."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self.build = build
        self._compiled: dict[str, tuple[str, Callable[[dict[str, Any]], Params], Any]] = {}

    def bound(self, values: dict[str, Any], connection: Any) -> tuple[str, Params, Any]:
        """SQL and parameters of an execution, and what else `_compile` has returned."""
        if connection.vendor not in self._compiled:
            sql, params, rest = self._compile(connection)
            constants = [
                param if isinstance(param, Slot) else _plain(param, connection.ops) for param in params
            ]
            sql, places = _with_literals(sql, constants)
            self._compiled[connection.vendor] = sql, _reader(places), rest
        sql, read, rest = self._compiled[connection.vendor]
        params = [
            value if value.__class__ in PLAIN else _plain(value, connection.ops) for value in read(values)
        ]
        return sql, params, rest

    def _compile(self, connection: Any) -> tuple[str, Params, Any]:
        raise NotImplementedError


def _with_literals(sql: str, params: Params) -> tuple[str, Params]:
    """The statement with its simple constants written into it, and the other parameters.

    Whenever a parameter stands where an index has a condition, SQLite compiles the statement again for its value. For
    PostgreSQL each parameter is converted anew at every execution.
    """
    places, others = [], []
    for param in params:
        if param is None:
            places.append("NULL")
        elif isinstance(param, int) and not isinstance(param, bool):
            places.append(str(int(param)))
        elif isinstance(param, str) and not {"'", "%", "\\"} & set(param):
            places.append(f"'{param}'")
        else:
            places.append("%s")
            others.append(param)
    texts = sql.split("%s")
    return texts[0] + "".join(map("".join, zip(places, texts[1:], strict=True))), others


def _reader(places: Params) -> Callable[[dict[str, Any]], Params]:
    """A function that picks the parameters out of the values by name; those that are no slots are always the same."""
    names = [place.name if isinstance(place, Slot) else f"constant {at}" for at, place in enumerate(places)]
    constants = {
        name: place for name, place in zip(names, places, strict=True) if not isinstance(place, Slot)
    }
    if constants or len(names) < 2:
        return lambda values: [constants[name] if name in constants else values[name] for name in names]
    return itemgetter(*names)


def _plain(value: Any, operations: Any) -> Any:
    """The value as both drivers take it without asking, where there is such a form: as text that the database reads."""
    if isinstance(value, datetime):
        return _moment(value, operations)
    if isinstance(value, UUID):
        return str(value) if operations.connection.features.has_native_uuid_field else value.hex
    return str.__str__(value) if isinstance(value, str) else value


@lru_cache(maxsize=64)
def _moment(value: datetime, operations: Any) -> str:
    """One verb writes the same moment several times."""
    return str(operations.adapt_datetimefield_value(value))
