"""Mutual connections of two members, computed by sub-queries of the statement that fetches the members.

The sub-queries read the shorter of the two lists of connections, look up each entry in the longer one, and stop at a
limit. So a member with 16,000 connections is no slower than others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Func, Subquery
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext
from markupsafe import escape

from network.members.models.member import Member

MAX_MUTUALS_SHOWN = 3
MAX_COUNT = 100
AVATAR_FIELDS = ("id", "name", "handle", "photo")


@dataclass
class MutualConnections:
    """The connections that two members share: their number, at most `MAX_COUNT`, and the first `MAX_MUTUALS_SHOWN`.

    `columns` has those of `AVATAR_FIELDS` of each member shown.
    """

    count: int = 0
    columns: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def from_annotations(cls, person: Any) -> MutualConnections | None:
        """From a member fetched by `Connection.objects.annotate_for`; None where there are no mutual connections."""
        return cls(*person.mutuals) if person.mutuals else None

    @classmethod
    def of(cls, count: int, members: list[Member]) -> MutualConnections:
        shared = cls(count)
        shared.members = members
        return shared

    @cached_property
    def members(self) -> list[Member]:
        return [Member(**columns) for columns in self.columns]

    @property
    def names(self) -> SafeString:
        """The names of the members shown, each in a <bdi>; “…” follows where there are more."""
        names = [f"<bdi>{escape(member.name)}</bdi>" for member in self.members]
        ellipsis = " …" if self.count > len(names) else ""
        return mark_safe(pgettext("between names", ", ").join(names) + ellipsis)  # noqa: S308

    @property
    def count_label(self) -> str:
        """The number for display: "99+" from a hundred on."""
        return str(self.count) if self.count < MAX_COUNT else f"{MAX_COUNT - 1}+"


class CountSubquery(Subquery):
    """The number of rows of a query; a sliced query limits the count."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class JSONColumns(JSONObject):
    """Columns as one JSON object, without Django's test whether SQLite supports JSON.

    Django runs that test in a transaction of its own, takes a locked database for a “no” and caches it for the
    lifetime of the connection. The system checks at startup test the same.
    """

    def as_sql(self, *args: Any, **extra: Any) -> Any:
        return Func.as_sql(self, *args, **extra)


class JSONAgg(Subquery):
    """The column `item`, of JSON, of all rows of a query as one JSON array."""

    template = "(SELECT JSONB_AGG(listed.item) FROM (%(subquery)s) listed)"
    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(JSON(listed.item)) FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template, **extra)


class CountAndFirst(Subquery):
    """A JSON list of the number of rows of a query, and the columns of the first `shown` as objects; None without rows.

    The rows are read once. `columns` are the names of their columns.
    """

    template = (
        "(SELECT CASE WHEN COUNT(*) > 0 THEN {}(COUNT(*), {} FILTER (WHERE numbered.number <= %(shown)s)) END"
        " FROM (SELECT listed.*, ROW_NUMBER() OVER () AS number FROM (%(subquery)s) listed) numbered)"
    )
    output_field = models.JSONField()

    def __init__(self, rows: models.QuerySet[Any], columns: Sequence[str], shown: int) -> None:
        super().__init__(rows, shown=shown)
        self.columns = ", ".join(f"'{name}', numbered.{name}" for name in columns)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        items = f"JSONB_AGG(JSONB_BUILD_OBJECT({self.columns}))"
        return self.as_sql(compiler, connection, self.template.format("JSONB_BUILD_ARRAY", items), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        items = f"JSON_GROUP_ARRAY(JSON_OBJECT({self.columns}))"
        return self.as_sql(compiler, connection, self.template.format("JSON_ARRAY", items), **extra)
