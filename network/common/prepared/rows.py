"""Rows of models made without `Model.__init__`, which spends its time on defaults, descriptors and signals."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import NOT_PROVIDED, AutoField, Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def new(model: type[M], **values: Any) -> M:
    """An unsaved row, as `model(**values)` makes it. For models without columns that change what is assigned to them."""
    made = _empty(model)
    constants, functions, related = _defaults(model), _functions(model), _related(model)
    columns = vars(made)
    columns.update(constants)
    for name, value in values.items():
        if name in related:
            columns[related[name].attname] = None if value is None else value.pk
            related[name].set_cached_value(made, value)
        else:
            columns[name] = value
    for name, default in functions.items():
        if name not in values:
            columns[name] = default()
    return made


def stored(model: type[M], columns: dict[str, Any]) -> M:
    """A row of the database, as `Model.from_db` makes it."""
    made = _empty(model)
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    vars(made).update(columns)
    return made


def given_columns(row: Model) -> tuple[str, ...]:
    """The columns of an unsaved row but its key that do not have the default of their model."""
    columns, constants = vars(row), _defaults(type(row))
    return tuple(
        name for name in _columns(type(row)) if name not in constants or columns[name] is not constants[name]
    )


def _empty(model: type[M]) -> M:
    made: M = model.__new__(model)
    made._state = ModelState()
    return made


@cache
def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


@cache
def _defaults(model: type[Model]) -> dict[str, Any]:
    """The defaults by column that are the same for each row."""
    return {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if field.default is NOT_PROVIDED or not callable(field.default)
    }


@cache
def _functions(model: type[Model]) -> dict[str, Callable[[], Any]]:
    fields = model._meta.concrete_fields
    return {field.attname: field.get_default for field in fields if field.attname not in _defaults(model)}


@cache
def _related(model: type[Model]) -> dict[str, Any]:
    return {field.name: field for field in model._meta.concrete_fields if field.is_relation}
