"""Statements straight through the database's driver, without Django's cursor, for floors and raw twins."""

from __future__ import annotations

from typing import Any

from django.db import connection


def raw_cursor() -> Any:
    """A cursor of the driver, on the connection that Django has open."""
    connection.ensure_connection()
    return connection.connection.cursor()


def for_driver(sql: str) -> str:
    """The statement with the placeholders of the current driver: `%s` for PostgreSQL, `?` for SQLite."""
    return sql.replace("%s", "?") if connection.vendor == "sqlite" else sql


def moment(value: Any) -> Any:
    """A time as the driver takes it: SQLite stores text."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.vendor == "sqlite" else value


def iso_minutes(value: Any) -> str:
    """A time that the driver has returned, as in the attribute of a `time` element."""
    if isinstance(value, str):
        return f"{value[:10]}T{value[11:16]}+00:00"
    return value.isoformat(timespec="minutes")
