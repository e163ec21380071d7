"""Columns that hold the times of what happened lately, as a JSON list of strings in UTC, the oldest first.

The only SQL of the verbs that is written by hand. It lets one statement count, and so lock, where it would otherwise take
two: read the row, then write it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Func, IntegerField, JSONField

SQLITE = "json_insert((SELECT json_group_array(value) FROM json_each({times}) WHERE value > {since}), '$[#]', {now})"
POSTGRESQL = """COALESCE((SELECT jsonb_agg(at ORDER BY number)
FROM jsonb_array_elements({times}) WITH ORDINALITY AS each(at, number)
WHERE (at #>> '{{}}') COLLATE "C" > {since}), '[]'::jsonb) || to_jsonb({now}::text)"""


class TimeAdded(Func):
    """The list of a column without the times until `since`, and `now` at its end; both as `stored` returns them."""

    output_field = JSONField()

    def __init__(self, column: Any, since: Any, now: Any) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, since, now)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        return self._filled(SQLITE, compiler)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        return self._filled(POSTGRESQL, compiler)

    def _filled(self, template: str, compiler: Any) -> tuple[str, list[Any]]:
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        times, since, now = (sql for sql, _params in parts)
        filled = template.format(times=times, since=since, now=now)
        return filled, [param for _sql, params in parts for param in params]


class Length(Func):
    """How many times the list of a column has."""

    output_field = IntegerField()
    function = "json_array_length"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="jsonb_array_length", **extra)


def add_time(times: list[str], since: datetime, now: datetime) -> list[str]:
    """The same as `TimeAdded`, of a list in Python."""
    return [*times_after(times, since), stored(now)]


def times_after(times: list[str], since: datetime) -> list[str]:
    return [at for at in times if datetime.fromisoformat(at) > since]


def stored(moment: datetime) -> str:
    """A moment as it stands in the list: the texts are in the order of the moments."""
    return moment.astimezone(UTC).isoformat()
