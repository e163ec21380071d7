"""Keyset pagination with encrypted cursors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import BooleanField, F, Field, ForeignKey, Func, Model, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from network.common.prepared_query import PreparedQuery
from network.common.sealing import Sealer

WALKED_ROWS = 1200
"""So many rows of a list are compared with a search one by one, before the indexes of texts are asked."""
_sealer = Sealer("members.paging")
Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 20


@dataclass
class Page(Generic[Row]):
    """The rows of one page, and the cursor of the next page (empty on the last one)."""

    rows: list[Row]
    next: str


@dataclass(frozen=True)
class Search:
    """What a search finds in a list: `matches` compares one row, `found` finds the same rows through the indexes of texts.

    Without `found` no index helps. `needs_index`: without an index, `found` takes longer than comparing every row.
    """

    matches: Q
    found: Q | None = None
    needs_index: bool = False

    def found_in(self, vendor: str) -> Q | None:
        """`found`, where it helps; SQLite has no index of texts."""
        return None if self.needs_index and vendor == "sqlite" else self.found


def paginate(
    rows: QuerySet[Row],
    order: tuple[str, str],
    cursor: str,
    size: int = PAGE_SIZE,
    selective: bool = False,
    search: Search | None = None,
    enrich: Callable[[QuerySet[Row]], QuerySet[Any]] | None = None,
) -> Page[Row]:
    """The page of rows after the cursor. Raises `Http404` for an invalid cursor.

    `order` names two columns of the same direction, the second of which is unique. `selective`: few of many rows match,
    so the database filters first and sorts afterwards instead of scanning an index in the order of the list. `search`
    leaves the other rows out. `enrich` adds expensive annotations to the rows of this page only.
    """
    first, second = order
    names = first.lstrip("-"), second.lstrip("-")
    if cursor:
        a, b = _decode_cursor(cursor, rows.model, names)
        lookup = "lt" if first.startswith("-") else "gt"
        rows = rows.filter(**{f"{names[0]}__{lookup}e": a}).filter(
            Q(**{f"{names[0]}__{lookup}": a}) | Q(**{f"{names[1]}__{lookup}": b})
        )
    found = search.found_in(connections[rows.db].vendor) if search else None
    if search and found is not None:
        rows, selective = _search(rows, search, found, order, size), True
    elif search:
        rows = rows.filter(search.matches)
    return _page(list(_slice(rows, order, size, enrich, selective)), names, size)


class FirstPage:
    """The first page of a list that differs between members by so many numbers only, as a prepared query.

    `compose` makes the rows from the numbers, such as the key of a member, and `enrich` annotates them; `order` is that
    of `paginate`, which gives the same page.
    """

    def __init__(
        self,
        compose: Callable[..., QuerySet[Any]],
        order: tuple[str, str],
        numbers: int = 1,
        enrich: Callable[..., QuerySet[Any]] | None = None,
    ) -> None:
        def first(*values: int) -> QuerySet[Any]:
            return _slice(compose(*values), order, PAGE_SIZE, enrich and partial(enrich, *values))

        self.names = (order[0].lstrip("-"), order[1].lstrip("-"))
        self.query = PreparedQuery(first, numbers)

    def of(self, *values: int) -> Page[Any]:
        return _page(self.query.fetch(*values), self.names, PAGE_SIZE)


def _slice(
    rows: QuerySet[Any],
    order: tuple[str, str],
    size: int,
    enrich: Callable[[QuerySet[Any]], QuerySet[Any]] | None,
    selective: bool = False,
) -> QuerySet[Any]:
    """The first rows, one more than a page has, in this order."""
    rows = (_sort_afterwards(rows, order) if selective else rows.order_by(*order))[: size + 1]
    if enrich:
        rows = enrich(rows.model._default_manager.filter(pk__in=rows.values("pk"))).order_by(*order)
    return rows


def _page(fetched: list[Row], names: tuple[str, str], size: int) -> Page[Row]:
    """The page of these rows, of which there is one more than fits if another page follows."""
    last = fetched[size - 1] if len(fetched) > size else None
    return Page(fetched[:size], _encode_cursor(last, names) if last else "")


def _search(
    rows: QuerySet[Row], search: Search, found: Q, order: tuple[str, str], size: int
) -> QuerySet[Row]:
    """The rows that match, or those of them that may stand on the page, so that it costs the same in a long list.

    Where many match, the page is full after some rows in the order of the list; where few match, an index of texts finds
    them. Nobody knows which before, so `WALKED_ROWS` come first.
    """
    walked = rows.order_by(*order).values("pk")[:WALKED_ROWS]
    if connections[rows.db].vendor == "sqlite":  # in one statement, it would look for all first
        compared = rows.filter(search.matches, pk__in=walked)
        page_is_full = compared.order_by()[size : size + 1].exists()
        return compared if page_is_full else rows.filter(found)
    near = _sort_afterwards(rows.filter(_is_among(_Array(walked)), search.matches), order).values("pk")[
        : size + 1
    ]
    far = _sort_afterwards(rows.filter(found), order).values("pk")[: size + 1]
    return rows.filter(_is_among(_first_if_full(near, far, size)))


class _Array(Subquery):
    template = "(ARRAY(%(subquery)s))"
    empty_result_set_value = NotImplemented  # a query without rows is not sent


def _first_if_full(first: QuerySet[Any], second: QuerySet[Any], size: int) -> Func:
    """The keys of `first` if it has more than `size`, else those of `second`. Both run once at most."""
    return Func(
        _Array(second),
        _Array(first),
        template=(
            f"(COALESCE((SELECT CASE WHEN cardinality(first.keys) > {size} THEN first.keys"
            " ELSE %(expressions)s AS keys OFFSET 0) first), '{}'))"
        ),
        arg_joiner=" END FROM (SELECT ",
    )


def _is_among(keys: Func | Subquery) -> Func:
    """Whether the primary key is in this array. With IN, PostgreSQL may read the table and compare each row."""
    return Func(
        F("pk"),
        keys,
        template="%(expressions)s",
        arg_joiner=" = ANY ",
        output_field=BooleanField(),
    )


def _sort_afterwards(rows: QuerySet[Row], order: tuple[str, str]) -> QuerySet[Row]:
    """In this order, but so that no database reads an index in the order of the list to find them."""
    first, second = order
    column = F(first.lstrip("-"))
    same = Coalesce(column, column)
    return rows.order_by(same.desc() if first.startswith("-") else same, second)


def _encode_cursor(row: Model, names: tuple[str, str]) -> str:
    """The cursor of a row: encrypted, because it contains primary keys, and valid for lists of this model and order."""
    values = (_value(row, name) for name in names)
    return _sealer.seal(*values, bound_to=(row._meta.label, *names))


def _decode_cursor(cursor: str, model: type[Model], names: tuple[str, str]) -> list[Any]:
    """The two values of a cursor. Raises `Http404` for an invalid one."""
    try:
        values = _sealer.unseal(cursor, bound_to=(model._meta.label, *names))
        return [_column(model, name).to_python(value) for name, value in zip(names, values, strict=True)]
    except (ValueError, ValidationError) as error:
        raise Http404 from error


def _value(row: Model, name: str) -> str:
    """The value of a column as text; a path such as `other__name` follows foreign keys."""
    for step in name.split("__")[:-1]:
        row = getattr(row, step)
    return str(_column(type(row), name.rpartition("__")[2]).value_to_string(row))


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    step, _, rest = name.partition("__")
    field = model._meta.get_field(step)
    if rest and isinstance(field, ForeignKey):
        return _column(field.related_model, rest)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is no column of {model.__name__}.")
    return field
