"""Choices of a column that may grow without a migration."""

from __future__ import annotations

from typing import Any

from django.db import models


class OpenTextChoices(models.TextChoices):
    """Text choices for a column given as `choices=Kind.get_choices`.

    A migration stores the name of that method instead of the values, so a new value makes no migration.
    """

    @classmethod
    def get_choices(cls) -> list[tuple[str, Any]]:
        return cls.choices
