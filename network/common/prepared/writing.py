from __future__ import annotations

import threading
from collections.abc import Callable, Container
from functools import cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, Model
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLInsertCompiler

from network.common.prepared.rows import given_columns
from network.common.prepared.statement import Params, Slot, Statement


class _Waiting(threading.local):
    """What `together` has collected in this thread: statements, their values, what gets the key; None outside of it."""

    calls: list[tuple[Statement, dict[str, Any], Callable[[Any], None] | None]] | None = None


_waiting = _Waiting()


class together:  # noqa: N801 - used as a function
    """Context manager: insertions and updates in it are executed at its end, in their order; on PostgreSQL in one round trip.

    Until then rows have no key and updates return 0. It may not contain queries. With server-side binding PostgreSQL
    takes one statement at a time.
    """

    def __enter__(self) -> None:
        self.is_outermost = _waiting.calls is None
        if self.is_outermost:
            _waiting.calls = []

    def __exit__(self, error: object, *_: object) -> None:
        if self.is_outermost:
            calls, _waiting.calls = _waiting.calls, None
            if calls and error is None:
                _execute(calls)


def _execute(calls: list[Any]) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    bound = [(*statement.bound(values, connection), done) for statement, values, done in calls]
    in_one = connection.vendor == "postgresql" and not connection.features.uses_server_side_binding
    with connection.cursor() as cursor:
        (_execute_in_one_round_trip if in_one else _execute_in_turn)(cursor, bound)


def _execute_in_turn(cursor: Any, bound: list[Any]) -> None:
    for sql, params, has_key, done in bound:
        cursor.execute(sql, params)
        if has_key:
            done(cursor.fetchone()[0])


def _execute_in_one_round_trip(cursor: Any, bound: list[Any]) -> None:
    text = "; ".join(sql for sql, *_ in bound)
    cursor.execute(text, [param for _sql, params, *_ in bound for param in params])
    current = 0
    for number, (_sql, _params, has_key, done) in enumerate(bound):
        if has_key:
            for _result in range(current, number):
                cursor.nextset()
            current = number
            done(cursor.fetchone()[0])


class Update(Statement):
    """An update. `build` returns the queryset and the new values by column.

    Called with the values of the slots it returns the number of changed rows.
    """

    def __call__(self, **values: Any) -> int:
        if _waiting.calls is not None:
            _waiting.calls.append((self, values, None))
            return 0
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params, _has_key = self.bound(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    def _compile(self, connection: Any) -> tuple[str, Params, bool]:
        rows, columns = self.build()
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(columns)
        return *query.get_compiler(DEFAULT_DB_ALIAS).as_sql(), False


class Insert(Statement):
    """The insertion of rows of one model. `build` returns unsaved rows that have slots as values.

    Called with the values of the slots; `done` gets the key that the database has assigned to the first row, where
    `with_key` asks for it.
    """

    def __init__(self, build: Callable[[], list[Any]], *, with_key: bool = False) -> None:
        super().__init__(build)
        self.with_key = with_key

    def __call__(self, done: Callable[[Any], None] | None = None, **values: Any) -> None:
        with together():
            _waiting.calls.append((self, values, done))  # type: ignore[union-attr]

    def _compile(self, connection: Any) -> tuple[str, Params, bool]:
        rows = self.build()
        model, meta = type(rows[0]), rows[0]._meta
        query = InsertQuery(model)
        fields = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
        query.insert_values(fields, rows, raw=True)  # raw: without what fills columns when a row is saved
        compiler = SQLInsertCompiler(query, connection, DEFAULT_DB_ALIAS)
        compiler.returning_fields = meta.db_returning_fields if self.with_key else []
        ((sql, params),) = compiler.as_sql()
        return sql, params, self.with_key


def insert(row: Model) -> None:
    """Insert an unsaved row and set its key, as `save` does. For models without columns of JSON."""
    filled = _filled(row, add=True)
    insertion = _insertion(type(row), given_columns(row))
    insertion(partial(_stored, row), **vars(row) | filled)


@cache
def _insertion(model: type[Model], columns: tuple[str, ...]) -> Insert:
    """Of a row with values in these columns, and the defaults of the model in all others."""
    return Insert(lambda: [model(**{name: Slot(name) for name in columns})], with_key=True)


def _stored(row: Model, key: Any) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update_row(row: Model, *columns: str) -> None:
    """Write these columns of a stored row, as `save(update_fields=columns)` does."""
    _change(type(row), columns)(**vars(row) | _filled(row, columns) | {"pk": row.pk})


@cache
def _change(model: type[Model], columns: tuple[str, ...]) -> Update:
    field: Any = model._meta.get_field
    slots = {name: Slot(field(name).attname) for name in columns}
    return Update(lambda: (model._base_manager.filter(pk=Slot("pk")), slots))


def _filled(row: Model, columns: Container[str] | None = None, *, add: bool = False) -> dict[str, Any]:
    """The values of those columns that are filled when a row is saved; of all by default."""
    fields = [field for field in _fields_filled(type(row)) if columns is None or field.name in columns]
    return {field.attname: field.pre_save(row, add) for field in fields}


@cache
def _fields_filled(model: type[Model]) -> list[Field[Any, Any]]:
    """The fields with a `pre_save` of their own, but for times that have nothing to fill in."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field).pre_save is not Field.pre_save
        and getattr(field, "auto_now", True) | getattr(field, "auto_now_add", True)
    ]
