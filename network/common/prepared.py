"""Statements that the ORM compiles once and that are then executed with other values.

To compile a statement takes the ORM several times as long as the database needs to execute it. A prepared statement has
the text of the ORM's own, goes through Django's cursor, and returns the same objects; it sends no signals of models.
`Slot` marks the place of a value. For the statements of verbs: what a page shows is composed by its own filters.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Sequence
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, Model, QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLInsertCompiler

Params = Sequence[Any]
Rows = list[Any]
Reader = Callable[[Rows], Rows]


class Slot(Value):
    """The place of the value `name` in a prepared statement; usable wherever the ORM takes a value."""

    @property
    def name(self) -> str:
        return str(self.value)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class _Waiting(threading.local):
    """What `together` has collected in this thread: statements, their values, what gets the key; None outside of it."""

    calls: list[tuple[_Statement, dict[str, Any], Callable[[Any], None] | None]] | None = None


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
        if in_one:
            text, params = (
                "; ".join(each[0] for each in bound),
                [param for each in bound for param in each[1]],
            )
            cursor.execute(text, params)
        for sql, params, has_key, done in bound:
            if not in_one:
                cursor.execute(sql, params)
            if has_key:
                done(cursor.fetchone()[0])
            if in_one:
                cursor.nextset()


def _with_literals(sql: str, params: Params) -> tuple[str, Params]:
    """The statement with its simple constants written into it, and the other parameters.

    Whenever a parameter stands where an index has a condition, SQLite compiles the statement again for its value.
    """
    places, others = [], []
    for param in params:
        if param is None:
            places.append("NULL")
        elif type(param) is int:
            places.append(str(param))
        elif isinstance(param, str) and not {"'", "%", "\\"} & set(param):
            places.append(f"'{param}'")
        else:
            places.append("%s")
            others.append(param)
    texts = sql.split("%s")
    return texts[0] + "".join(map("".join, zip(places, texts[1:], strict=True))), others


@lru_cache(maxsize=64)
def _adapted(moment: datetime, operations: Any) -> Any:
    """A moment as the driver takes it; one verb writes the same several times."""
    return operations.adapt_datetimefield_value(moment)


class _Statement:
    """A statement that is compiled at its first execution on each engine. `build` returns what it is compiled from."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self.build = build
        self._compiled: dict[str, tuple[str, Params, Any]] = {}

    def bound(self, values: dict[str, Any], connection: Any) -> tuple[str, Params, Any]:
        """SQL and parameters of an execution, and what else `_compile` has returned."""
        if connection.vendor not in self._compiled:
            sql, params, rest = self._compile(connection)
            self._compiled[connection.vendor] = *_with_literals(sql, params), rest
        sql, places, rest = self._compiled[connection.vendor]
        params = []
        for place in places:
            value = values[place.value] if place.__class__ is Slot else place
            if value.__class__ is datetime:
                value = _adapted(value, connection.ops)
            elif value.__class__ is UUID and not connection.features.has_native_uuid_field:
                value = value.hex
            params.append(value)
        return sql, params, rest

    def _compile(self, connection: Any) -> tuple[str, Params, Any]:
        raise NotImplementedError


class Select(_Statement):
    """A query. `build` returns the queryset; called with the values of its slots it returns the objects."""

    def __call__(self, **values: Any) -> Rows:
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params, read = self.bound(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows: Rows = read(cursor.fetchall())
            return rows

    def _compile(self, connection: Any) -> tuple[str, Params, Reader]:
        return _compiled_rows(self.build(), connection)


class SelectAndTest(_Statement):
    """A query and a test in one statement. `build` returns two querysets.

    Called with the values of the slots it returns the objects of the first, and whether the second has a row.
    """

    def __call__(self, **values: Any) -> tuple[Rows, bool]:
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params, read = self.bound(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return read([row[1:] for row in found if row[1] is not None]), bool(found[0][0])

    def _compile(self, connection: Any) -> tuple[str, Params, Reader]:
        rows, tested = self.build()
        sql, params, read = _compiled_rows(rows, connection)
        test, test_params = tested.query.exists().get_compiler(DEFAULT_DB_ALIAS).as_sql()
        joined = f"SELECT * FROM (SELECT EXISTS({test})) test LEFT JOIN ({sql}) found ON 1 = 1"  # noqa: S608
        return joined, [*test_params, *params], read


class Update(_Statement):
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


class Insert(_Statement):
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


_inserts: dict[type[Model], Insert] = {}
_updates: dict[tuple[type[Model], tuple[str, ...]], Update] = {}


def insert(row: Model) -> None:
    """Insert an unsaved row and set its key, as `save` does. For models without columns of JSON."""
    model = type(row)
    if model not in _inserts:
        columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        _inserts[model] = Insert(lambda: [model(**{name: Slot(name) for name in columns})], with_key=True)
    _inserts[model](partial(_stored, row), **vars(row) | _filled(row, add=True))


def _stored(row: Model, key: Any) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update_row(row: Model, *columns: str) -> None:
    """Write these columns of a stored row, as `save(update_fields=columns)` does."""
    model = type(row)
    if (model, columns) not in _updates:
        field: Any = model._meta.get_field
        slots = {name: Slot(field(name).attname) for name in columns}
        _updates[model, columns] = Update(lambda: (model._base_manager.filter(pk=Slot("pk")), slots))
    _updates[model, columns](**vars(row) | _filled(row, columns) | {"pk": row.pk})


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


def _compiled_rows(rows: QuerySet[Any], connection: Any) -> tuple[str, Params, Reader]:
    """SQL and parameters of a queryset, and a function that makes the objects of what the cursor returns."""
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    maker = _Maker(compiler.select, compiler.klass_info)

    def read(found: Rows) -> Rows:
        return [
            maker.make(row) for row in (compiler.apply_converters(found, converters) if converters else found)
        ]

    return sql, params, read


class _Maker:
    """Makes an object of a row, and its related ones of `select_related`, which must not be NULL."""

    def __init__(self, select: Any, info: Any) -> None:
        self.model, fields = info["model"], info["select_fields"]
        self.columns = slice(fields[0], fields[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.columns]]
        related = info.get("related_klass_infos", [])
        self.related = [
            (_Maker(select, each), each["local_setter"], each["remote_setter"]) for each in related
        ]

    def make(self, row: Any) -> Model:
        """As `Model.from_db`, which spends its time on defaults, descriptors and signals."""
        made: Model = self.model.__new__(self.model)
        made._state = ModelState()
        made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
        vars(made).update(zip(self.names, row[self.columns], strict=True))
        for maker, set_on_made, set_on_related in self.related:
            related = maker.make(row)
            set_on_made(made, related)
            set_on_related(related, made)
        return made
