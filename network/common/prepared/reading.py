from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from network.common.prepared import rows
from network.common.prepared.statement import Params, Statement

Rows = list[Any]
Reader = Callable[[Rows], Rows]


class Select(Statement):
    """A query. `build` returns the queryset; called with the values of its slots it returns the objects."""

    def __call__(self, **values: Any) -> Rows:
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params, read = self.bound(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found: Rows = read(cursor.fetchall())
            return found

    def _compile(self, connection: Any) -> tuple[str, Params, Reader]:
        return _compiled_rows(self.build(), connection)


class SelectAndTest(Statement):
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
        selected, tested = self.build()
        sql, params, read = _compiled_rows(selected, connection)
        test, test_params = tested.query.exists().get_compiler(DEFAULT_DB_ALIAS).as_sql()
        joined = f"SELECT * FROM (SELECT EXISTS({test})) test LEFT JOIN ({sql}) found ON 1 = 1"  # noqa: S608
        return joined, [*test_params, *params], read


def _compiled_rows(selected: QuerySet[Any], connection: Any) -> tuple[str, Params, Reader]:
    """SQL and parameters of a queryset, and a function that makes the objects of what the cursor returns."""
    compiler = selected.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    maker = _Maker(compiler.select, compiler.klass_info)

    def read(found: Rows) -> Rows:
        converted = compiler.apply_converters(found, converters) if converters else found
        return [maker.make(row) for row in converted]

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
        made: Model = rows.stored(self.model, dict(zip(self.names, row[self.columns], strict=True)))
        for maker, set_on_made, set_on_related in self.related:
            related = maker.make(row)
            set_on_made(made, related)
            set_on_related(related, made)
        return made
