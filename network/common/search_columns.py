"""A column with the text that searches of its row look through, derived from other columns.

Migrations import `SearchColumn` and `rewrite_search_column`, so their names stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from network.common.addresses import readable_address
from network.common.text import searchable

BATCH_SIZE = 500


class SearchColumn(models.TextField[str, str]):
    """What `searchable` makes of the columns `of`, whenever the row is saved; addresses as stored and as people read them."""

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def derive(self, row: models.Model) -> str:
        """The text of this row."""
        return searchable(*(text for column in self.of for text in _texts(row, column)))

    def pre_save(self, model_instance: Any, add: bool) -> str:
        text = self.derive(model_instance)
        setattr(model_instance, self.attname, text)
        return text


def rewrite_search_column(model: type[models.Model], name: str = "search_text") -> None:
    """Derive the column of every row that has a text again, some hundred rows at a time."""
    column: Any = model._meta.get_field(name)
    without_text = models.Q(*((of, "") for of in column.of))
    rows, last = model._default_manager.exclude(without_text).order_by("pk"), 0
    while batch := list(rows.filter(pk__gt=last).only("pk", *column.of)[:BATCH_SIZE]):
        for row in batch:
            column.pre_save(row, add=False)
        model._default_manager.bulk_update(batch, [name])
        last = batch[-1].pk


@transaction.atomic
def empty(rows: models.QuerySet[Any], text: str, name: str = "search_text") -> int:
    """Empty a text of these rows, and take its words out of the column. Returns how many rows were changed."""
    column: Any = rows.model._meta.get_field(name)
    locked = list(rows.select_for_update().order_by("pk").only("pk", *column.of))
    for row in locked:
        setattr(row, text, "")
        column.pre_save(row, add=False)
    return int(rows.model._base_manager.bulk_update(locked, [text, name]))


def _texts(row: models.Model, column: str) -> list[str]:
    text = getattr(row, column)
    is_address = isinstance(row._meta.get_field(column), models.EmailField)
    return [text, readable_address(text)] if is_address else [text]
