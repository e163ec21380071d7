"""What two people have in common, worked out within the statement that fetches the people.

It probes: it walks the shorter of the two lists of connections, looks every entry up in the longer one, and ends when
it has enough. So a member with 16,000 connections costs what anybody else does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Func, Subquery
from django.db.models.functions import JSONObject

from network.members.models.member import Member

MAX_MUTUALS_SHOWN = 3
MAX_COUNT = 100
AVATAR_FIELDS = ("pk", "name", "handle", "photo")


@dataclass
class MutualConnections:
    """Connections that two people have in common: how many, counted to a hundred at most, and the first three."""

    count: int = 0
    faces: list[Member] = field(default_factory=list)

    @classmethod
    def from_annotations(cls, person: Any) -> MutualConnections | None:
        """Of somebody who was fetched `annotate_for` the viewer; None where there is nothing."""
        if not person.mutual_count:
            return None
        return cls(person.mutual_count, [Member(**face) for face in person.mutual_members])

    @property
    def shown(self) -> str:
        """The number as it is said: "99+" from a hundred on."""
        return str(self.count) if self.count < MAX_COUNT else f"{MAX_COUNT - 1}+"


class CountSubquery(Subquery):
    """How many rows the sub-query finds; slice it, and it counts no further."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class JSONColumns(JSONObject):
    """Columns as one object of JSON.

    Before its first one Django asks SQLite whether it knows JSON, in a transaction of its own, and takes a busy moment
    for a “no” that stands as long as the connection. The system check at the start has asked already.
    """

    def as_sql(self, *args: Any, **extra: Any) -> Any:
        return Func.as_sql(self, *args, **extra)


class JSONAgg(Subquery):
    """What the sub-query finds as `face`, a column of JSON, in one list."""

    template = "(SELECT JSONB_AGG(listed.face) FROM (%(subquery)s) listed)"
    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(JSON(listed.face)) FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template, **extra)
