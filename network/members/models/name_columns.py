"""Columns derived from what members call themselves: the text that searches look through, and the order by name.

Migrations import `rewrite_name_columns` and the fields, so their names stay as they are.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db import models

from network.common.collation import sort_key
from network.common.text import search_words, searchable

SEARCHED_COLUMNS = ("name", "short_name", "handle", "headline", "location")
DERIVED_COLUMNS = ("search_text", "sort_key")
MAX_SEARCH_WORDS = 8
TRIGRAM_LENGTH = 3
"""Shorter words have no trigram, so no index of texts finds them."""
BATCH_SIZE = 500


class SearchTextField(models.TextField[str, str]):
    """What `searchable` makes of the searched columns, whenever the row is saved."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        model_instance.search_text = text = searchable(
            *(getattr(model_instance, column) for column in SEARCHED_COLUMNS)
        )
        return text


class SortKeyField(models.TextField[str, str]):
    """The `sort_key` of the name, whenever the row is saved."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        model_instance.sort_key = key = sort_key(model_instance.name)
        return key


def search_q(query: str, prefix: str = "") -> models.Q:
    """The condition that `search_text` contains every word of the query; `prefix` is a lookup path such as `other__`.

    It matches nothing where normalising leaves no word, and everything for an empty query.
    """
    words = search_words(query)[:MAX_SEARCH_WORDS]
    if query.strip() and not words:
        return models.Q((f"{prefix}pk__in", []))
    return models.Q(*(_contains_one_of(f"{prefix}search_text__contains", texts) for texts in words))


def has_trigrams(query: str) -> bool:
    """Whether an index of texts can find what `search_q` matches."""
    return any(min(map(len, texts)) >= TRIGRAM_LENGTH for texts in search_words(query)[:MAX_SEARCH_WORDS])


def _contains_one_of(lookup: str, texts: set[str]) -> models.Q:
    return reduce(or_, (models.Q((lookup, text)) for text in sorted(texts)))


def rewrite_name_columns(model: type[models.Model]) -> None:
    """Derive the columns of every row again, some hundred rows at a time. Rows without a name keep nothing."""
    members, last = model._default_manager.exclude(name="").order_by("pk"), 0
    while rows := list(members.filter(pk__gt=last).only("pk", *SEARCHED_COLUMNS)[:BATCH_SIZE]):
        for row in rows:
            for column in DERIVED_COLUMNS:
                row._meta.get_field(column).pre_save(row, add=False)  # type: ignore[union-attr]
        model._default_manager.bulk_update(rows, DERIVED_COLUMNS)
        last = rows[-1].pk
