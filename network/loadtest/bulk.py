"""Writes many rows with one statement: COPY where there is PostgreSQL, and INSERT … SELECT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Insert unsaved rows of one model. Their keys are not set."""
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(rows)
        return
    fields = _written_fields(model)
    values = (
        [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows
    )
    _copy(model._meta.db_table, [str(field.column) for field in fields], values)


@contextmanager
def staged(columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """A temporary table with these columns (name → type) and rows; yields its name."""
    name = "seed_rows"
    with connection.cursor() as cursor:
        definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({definition})")
        if connection.vendor == "postgresql":
            _copy(name, list(columns), rows)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608
        yield name
        cursor.execute(f"DROP TABLE {name}")


def insert_select(model: type[Model], expressions: dict[str, str], source: str, *params: Any) -> None:
    """Insert a row of this model for each row of `source`, what follows FROM, unless a constraint forbids it.

    `expressions` maps columns to SQL of the source; the others get the default of their field.
    """
    fields = _written_fields(model)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    selected = ", ".join(expressions.get(str(field.column), "%s") for field in fields)
    defaults = [_default(field) for field in fields if field.column not in expressions]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {selected} FROM {source} ON CONFLICT DO NOTHING",  # noqa: S608
            [*defaults, *params],
        )


def _copy(table: str, columns: list[str], rows: Any) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _written_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns but for a key that the database gives."""
    auto = model._meta.auto_field
    return [field for field in model._meta.concrete_fields if field is not auto]


def _default(field: Field[Any, Any]) -> Any:
    return field.get_db_prep_save(field.get_default(), connection)
