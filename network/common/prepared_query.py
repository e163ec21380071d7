"""Queries whose SQL is composed once for each database and then run with other numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Value = int | str
_FIRST_PLACEHOLDER = 2_000_000_011
"""Numbers from here on stand for the values; they fit into every column of integers and are none of ours."""


class PreparedQuery:
    """A queryset that differs from one call to the next in so many whole numbers and texts only, such as keys.

    `compose` makes it from the numbers and then the texts, and is called once. `fetch` gives what the queryset of
    `compose` with other values gives. Composing the SQL of a page's query takes Django longer than the database takes
    to answer it.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any]], numbers: int, texts: int = 0) -> None:
        self.compose = compose
        self._placeholders: list[Value] = [_FIRST_PLACEHOLDER + number for number in range(numbers)]
        self._placeholders += [f"placeholder {number}" for number in range(texts)]
        self._compilers: dict[str, SQLCompiler] = {}

    def fetch(self, *values: Value) -> list[Any]:
        """The rows, as the queryset gives them. Raises `ValueError` for another number of values."""
        by_placeholder = dict(zip(self._placeholders, values, strict=True))
        rows = self._queryset.all()
        rows.query.get_compiler = lambda using, *_args, **_options: self._compiler(using, by_placeholder)  # type: ignore[method-assign]
        return list(rows)

    @cached_property
    def _queryset(self) -> QuerySet[Any]:
        return self.compose(*self._placeholders)

    def _compiler(self, using: str, by_placeholder: dict[Value, Value]) -> SQLCompiler:
        """A compiler whose SQL is composed already, for the connection of this thread."""
        compiler = copy.copy(self._composed(using))
        compiler.connection = connections[using]
        sql, params = compiler.as_sql()  # on PostgreSQL its integers are of the types of the columns
        own = tuple(
            type(param)(by_placeholder[param])
            if isinstance(param, int | str) and param in by_placeholder
            else param
            for param in params
        )
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


def padded(keys: list[int], size: int) -> list[int]:
    """The keys, of which there is at least one, and the last of them again until there are `size`: for `pk__in`."""
    return [*keys, *keys[-1:] * (size - len(keys))]
