"""Queries whose SQL is composed once for each database and then run with other numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Value = int | str | datetime
_FIRST_PLACEHOLDER = 2_000_000_011
"""Numbers from here on stand for the values; they fit into every column of integers and are none of ours."""
_FIRST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
"""Moments from here on do."""


class PreparedQuery:
    """A queryset that differs from one call to the next in so many whole numbers, texts and moments only, such as keys.

    `compose` makes it from the numbers, then the texts, then the moments, and is called once. `fetch` gives what the queryset of
    `compose` with other values gives. Composing the SQL of a page's query takes Django longer than the database takes
    to answer it.
    """

    def __init__(
        self, compose: Callable[..., QuerySet[Any]], numbers: int, texts: int = 0, moments: int = 0
    ) -> None:
        self.compose = compose
        self._placeholders: list[Value] = [_FIRST_PLACEHOLDER + number for number in range(numbers)]
        self._placeholders += [f"placeholder {number}" for number in range(texts)]
        self._placeholders += [_FIRST_MOMENT + timedelta(days=number) for number in range(moments)]
        self._compilers: dict[str, SQLCompiler] = {}

    def fetch(self, *values: Value) -> list[Any]:
        """The rows, as the queryset gives them. Raises `ValueError` for another number of values."""
        rows = self._queryset.all()
        rows.query.get_compiler = lambda using, *_args, **_options: self.compiler(using, *values)  # type: ignore[method-assign]
        return list(rows)

    def read(self, compiler: SQLCompiler, found: list[Any]) -> list[Any]:
        """As `fetch`, of what the database has found for the compiler's statement."""
        compiler.execute_sql = lambda *_args, **_options: [found]  # type: ignore[assignment,method-assign]
        rows = self._queryset.all()
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(rows)

    @property
    def database(self) -> str:
        """The alias of the database that is asked now."""
        return self._queryset.all().db

    @cached_property
    def _queryset(self) -> QuerySet[Any]:
        return self.compose(*self._placeholders)

    def compiler(self, using: str, *values: Value) -> SQLCompiler:
        """A compiler whose SQL is composed already, for the connection of this thread. Raises `ValueError` as `fetch` does."""
        by_placeholder = dict(zip(self._placeholders, values, strict=True))
        compiler = copy.copy(self._composed(using))
        compiler.connection = connections[using]
        sql, params = compiler.as_sql()  # on PostgreSQL its integers are of the types of the columns
        adapt = compiler.connection.ops.adapt_datetimefield_value
        own_values = {
            adapt(placeholder) if isinstance(placeholder, datetime) else placeholder: (
                adapt(value) if isinstance(value, datetime) else value
            )
            for placeholder, value in by_placeholder.items()
        }
        own = tuple(_own(param, own_values) for param in params)
        compiler.as_sql = lambda *_args, **_options: (sql, own)  # type: ignore[method-assign]
        return compiler

    def _composed(self, using: str) -> SQLCompiler:
        if using not in self._compilers:
            compiler = self._queryset.query.get_compiler(using=using)
            composed = compiler.as_sql()
            converters = compiler.get_converters(
                [column for column, *_names in compiler.select[: compiler.col_count]]
            )
            compiler.as_sql = lambda *_args, **_options: composed
            compiler.get_converters = lambda _columns: converters
            self._compilers[using] = compiler
        return self._compilers[using]


def fetch_together(*wanted: tuple[PreparedQuery, tuple[Value, ...]]) -> list[list[Any]]:
    """What each query fetches with its values. PostgreSQL is asked for all at once, so that nobody waits for each answer."""
    connection = connections[using := wanted[0][0].database]
    if connection.vendor != "postgresql":
        return [query.fetch(*values) for query, values in wanted]
    compilers = [query.compiler(using, *values) for query, values in wanted]
    statements, params = zip(*(compiler.as_sql() for compiler in compilers), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements), [*chain.from_iterable(params)])
        found = [cursor.fetchall(), *(cursor.fetchall() for _ in compilers[1:] if cursor.nextset())]
    return [
        query.read(compiler, rows)
        for (query, _values), compiler, rows in zip(wanted, compilers, found, strict=True)
    ]


def _own(param: Any, values: dict[Any, Any]) -> Any:
    """The value in place of a placeholder, of the type that the database has for it."""
    if not isinstance(param, int | str | datetime) or param not in values:
        return param
    return values[param] if isinstance(param, datetime) else type(param)(values[param])


def padded(keys: list[int], size: int) -> list[int]:
    """The keys, of which there is at least one, and the last of them again until there are `size`: for `pk__in`."""
    return [*keys, *keys[-1:] * (size - len(keys))]
