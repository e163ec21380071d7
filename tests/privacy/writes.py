"""A guard under which a request may write nothing but its session and the cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
FREE = ("django_session", "django_cache")


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that were written to inside, in order."""
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written = _WRITE.match(sql)
        if written and written[1] not in FREE:
            found.append(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found
