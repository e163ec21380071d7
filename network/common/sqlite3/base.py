"""The engine. Django looks through the whole text of a statement for its parameters whenever it is executed.

Of a statement with 2,000 characters that takes longer than SQLite needs to execute it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

MAX_STATEMENTS = 512
"""As many texts are kept, of at most a few kilobytes each."""


@lru_cache(MAX_STATEMENTS)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class CursorWrapper(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        return (
            _converted(query)
            if param_names is None
            else super().convert_query(query, param_names=param_names)
        )


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=CursorWrapper)
