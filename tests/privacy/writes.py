"""Finds the tables that a request writes, other than session and cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
IGNORED = ("django_session", "django_cache")


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that are written in the block, in order."""
    tables: list[str] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written = _WRITE.match(sql)
        if written and written[1] not in IGNORED:
            tables.append(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield tables
