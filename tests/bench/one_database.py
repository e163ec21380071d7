"""In place of the databases and transactions of a measurement: the database and the transaction of the test."""

from __future__ import annotations

from typing import Any

from django.db import connection

from bench.driver import raw_cursor


class OneDatabase:
    def network(self, members: int, name: str = "") -> str:
        return str(connection.settings_dict["NAME"])

    def use(self, name: str) -> None:
        """There is only one."""


class Cursor:
    """The driver's cursor, without the statements that begin and end a transaction."""

    def execute(self, sql: str, *values: Any) -> Any:
        return None if sql.startswith(("BEGIN", "COMMIT")) else raw_cursor().execute(sql, *values)
