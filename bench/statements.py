"""Counts the statements that are sent to the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

TRANSACTION_STATEMENTS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def count_statements(call: Callable[[], object]) -> int:
    """How many statements the call sends, without those that begin and end transactions."""
    number = 0

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal number
        number += not sql.startswith(TRANSACTION_STATEMENTS)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        call()
    return number
