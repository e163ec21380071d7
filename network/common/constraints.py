"""The name of the constraint that a statement has violated, on PostgreSQL and SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.apps import apps
from django.db import IntegrityError
from django.db.models import Model, UniqueConstraint

_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (\w+)")
_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")


def violated_constraint(error: IntegrityError) -> str:
    """The name of the violated constraint; empty where the database does not report it.

    SQLite reports the columns of a unique constraint: the constraint is looked up by them.
    """
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name or ""
    if check := _SQLITE_CHECK.search(str(error)):
        return check[1]
    unique = _SQLITE_UNIQUE.search(str(error))
    return _unique_constraint(unique[1].split(", ")) if unique else ""


def _unique_constraint(columns: list[str]) -> str:
    """The constraint on these columns, each `table.column`."""
    table = columns[0].partition(".")[0]
    names = {column.partition(".")[2] for column in columns}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return _constraint_of(model, names)
    return ""


def _constraint_of(model: type[Model], columns: set[str]) -> str:
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and _columns(model, constraint.fields) == columns:
            return constraint.name
    is_primary_key = _columns(model, [field.name for field in model._meta.pk_fields]) == columns
    return f"{model._meta.db_table}_pkey" if is_primary_key else ""


def _columns(model: type[Model], fields: Iterable[str]) -> set[str]:
    return {model._meta.get_field(name).column for name in fields}  # type: ignore[union-attr, misc]
