"""Rows that say what has happened: they are written once."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnly(models.Model):
    """A row that is never changed. Its table says since when there are any."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row. Raises `TypeError` for one that is stored already."""
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)
