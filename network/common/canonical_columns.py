"""Rewrites stored addresses in their canonical form. Migrations import it, so its names stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from network.common.addresses import normalise_address


def rewrite_addresses(model: type[Model], column: str) -> None:
    """Rewrite every address of a column that has no constraint."""
    for row, address in not_canonical(model, column):
        model._default_manager.filter(pk=row.pk).update(**{column: address})


def not_canonical(model: type[Model], column: str) -> Iterator[tuple[Any, str]]:
    """The rows whose address is not in its canonical form, and that form."""
    for row in model._default_manager.exclude(**{column: ""}).order_by("pk").iterator():
        address = normalise_address(getattr(row, column))
        if address != getattr(row, column):
            yield row, address
