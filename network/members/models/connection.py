from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.lookups import GreaterThan, IsNull
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.prepared.statement import Slot
from network.common.prepared.writing import Insert, Update, together
from network.common.prepared_query import PreparedQuery, padded
from network.members import signals
from network.members.models.member import Member, MemberQuerySet
from network.members.models.mutual import (
    AVATAR_FIELDS,
    MAX_COUNT,
    MAX_MUTUALS_SHOWN,
    CountAndFirst,
    CountSubquery,
    MutualConnections,
)
from network.members.models.name_columns import search_q

NEWEST, SHARED_SIZE = 3, 20
"""For up to so many people, the rows of one page, the query of `shared` is prepared."""


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of(self, member: Member) -> ConnectionQuerySet:
        return self.filter(owner=member)

    def search(self, query: str) -> ConnectionQuerySet:
        """Connections whose other member has every word in what `MemberQuerySet.search` looks through."""
        return self.filter(search_q(query, "other__"))

    def are_connected(self, a: Member, b: Member) -> bool:
        return self.filter(owner=a, other=b).exists()

    @transaction.atomic
    def connect(self, a: Member, b: Member) -> None:
        """Connect two members. Raises `IntegrityError` if they are connected already (R01)."""
        connect(a, b, clock.now())

    @transaction.atomic
    def remove(self, remover: Member, other: Member) -> bool:
        """Delete a connection and send `connection_removed`; False where there was none."""
        deleted, _by_model = self.filter(owner__in=[remover, other], other__in=[remover, other]).delete()
        if not deleted:
            return False
        change_degrees(a=remover.pk, b=other.pk, by=-1)
        signals.connection_removed.send(sender=Connection, remover=remover, other=other)
        return True

    def annotate_for(self, viewer: Member, people: QuerySet[Member]) -> QuerySet[Any]:
        """Annotate members with their relation to the viewer: `connected`, and `mutuals` for `MutualConnections`."""
        avatar = {name: F(f"other__{name}") for name in AVATAR_FIELDS}
        mutual = self._mutual().order_by("other").values(**avatar)[:MAX_COUNT]
        rows: QuerySet[Any] = self._shorter_side(viewer, people).annotate(
            connected=self._connected(viewer),
            mutuals=CountAndFirst(mutual, AVATAR_FIELDS, MAX_MUTUALS_SHOWN),
        )
        return rows

    def shared(self, viewer: Member, people: Iterable[Member]) -> dict[int, MutualConnections]:
        """The mutual connections by the key of each member; no entry for members without any. One query."""
        keys = [person.pk for person in people]
        if not 0 < len(keys) <= SHARED_SIZE:
            rows = list(_compose_shared(viewer.pk, viewer.degree, *keys))
        else:
            rows = _SHARED.fetch(viewer.pk, viewer.degree, *padded(keys, SHARED_SIZE))
        return {pk: MutualConnections(*mutuals) for pk, mutuals in rows if mutuals}

    def newest_and_shared(
        self, viewer: Member, people: list[Member]
    ) -> tuple[list[Any], dict[int, MutualConnections]]:
        """The viewer's `NEWEST` connections, as members with `since`, and what `shared` returns. One query.

        There are at most `NEWEST` people.
        """
        keys = [person.pk for person in people] or [viewer.pk]
        rows = _NEWEST_AND_SHARED.fetch(viewer.pk, viewer.degree, *padded(keys, NEWEST))
        connected = sorted(
            (row for row in rows if row.connected), key=lambda row: (row.since, row.pk), reverse=True
        )
        return connected[:NEWEST], _mutual_by_member(rows)

    def with_mutuals(self, viewer: Member, people: QuerySet[Member]) -> QuerySet[Any]:
        """Only the members who have a mutual connection with the viewer, as `annotate_for` counts them."""
        return self._shorter_side(viewer, people).filter(
            GreaterThan(CountSubquery(self._mutual().values("other")[:1]), 0)
        )

    def first_degree(self, viewer: Member, people: MemberQuerySet) -> MemberQuerySet:
        """Only the viewer's connections."""
        return people.filter(pk__in=self.of(viewer).values("other"))

    def second_degree(self, viewer: Member, people: MemberQuerySet, one_by_one: bool) -> QuerySet[Any]:
        """Only members whom the viewer can find among the connections of a connection who does not hide them.

        The viewer's own connections are left out. `one_by_one`: each of the people is looked up, for a viewer whose
        connections have so many connections that reading all of them takes longer. Both give the same members.
        """
        found: QuerySet[Any]
        nobody = Member.VisibleTo.NOBODY
        if one_by_one:
            visible = self._mutual().exclude(other__connections_visible_to=nobody)
            found = self._shorter_side(viewer, people).filter(
                GreaterThan(CountSubquery(visible.values("other")[:1]), 0)
            )
        else:
            sources = self.of(viewer).filter(other__is_active=True)
            sources = sources.exclude(other__connections_visible_to=nobody)
            found = people.filter(pk__in=self.filter(owner__in=sources.values("other")).values("other"))
        return found.exclude(self._connected(viewer))

    def _connected(self, viewer: Member) -> IsNull:
        """A lookup for each row, as in `_mutual`: with EXISTS PostgreSQL reads all connections of the viewer first."""
        return IsNull(Subquery(self.filter(owner=viewer, other=OuterRef("pk")).values("other")[:1]), False)

    def _shorter_side(self, viewer: Member, people: QuerySet[Member]) -> QuerySet[Any]:
        """Add the aliases `shorter` and `longer`: which of the two members has fewer connections, and which has more."""
        fewer = When(degree__lt=viewer.degree, then="pk")
        more = When(degree__gte=viewer.degree, then="pk")
        return people.alias(
            shorter=Case(fewer, default=Value(viewer.pk)), longer=Case(more, default=Value(viewer.pk))
        )

    def _mutual(self) -> ConnectionQuerySet:
        """Sub-query: the active mutual connections of the two members of the outer query, read from the shorter list.

        It selects a value instead of using EXISTS, which PostgreSQL turns into a join that reads all connections of a
        hub. The value is a column of the primary key, so that the index by date is not used instead.
        """
        in_longer = self.filter(owner=OuterRef(OuterRef("longer")), other=OuterRef("other")).values("other")
        in_shorter = self.filter(owner=OuterRef("shorter"), other__is_active=True)
        return in_shorter.alias(in_longer=Subquery(in_longer[:1])).filter(in_longer__isnull=False)


def _new_degrees() -> tuple[QuerySet[Any], dict[str, Any]]:
    """Both members' `degree`; the rows are locked by id, so that concurrent statements do not deadlock."""
    both = Member.objects.filter(pk__in=[Slot("a"), Slot("b")])
    pair = both.order_by("pk").select_for_update(no_key=True)
    degree = F("degree") + Slot("by", models.IntegerField())
    return Member.objects.filter(pk__in=pair.values("pk")), {"degree": degree}


def _both_directions() -> list[Connection]:
    a, b, since = Slot("a"), Slot("b"), Slot("since")
    return [Connection(owner_id=a, other_id=b, since=since), Connection(owner_id=b, other_id=a, since=since)]


change_degrees = Update(_new_degrees)
insert_both_directions = Insert(_both_directions)


def connect(a: Member, b: Member, since: datetime) -> None:
    """As `Connection.objects.connect`, for a verb that has begun its transaction."""
    with together():
        insert_both_directions(a=a.pk, b=b.pk, since=since)
        change_degrees(a=a.pk, b=b.pk, by=1)


def _mutual_by_member(people: Iterable[Any]) -> dict[int, MutualConnections]:
    """From members fetched by `annotate_for`."""
    return {person.pk: shared for person in people if (shared := MutualConnections.from_annotations(person))}


class Connection(models.Model):
    """One direction of a connection: each connection has two rows. The pair of members is the primary key."""

    pk = models.CompositePrimaryKey("owner", "other")
    owner = models.ForeignKey(Member, models.CASCADE, related_name="connections", db_index=False)
    other = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField(_("since"))

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        indexes = [models.Index("owner", F("since").desc(), "other", name="connection_newest")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(owner=F("other")), name="connection_not_self")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} – {self.other_id}"


def _compose_shared(viewer: int, degree: int, *people: int) -> QuerySet[Any]:
    rows = Connection.objects.annotate_for(
        Member(pk=viewer, degree=degree), Member.objects.filter(pk__in=people)
    )
    return rows.values_list("pk", "mutuals")


def _compose_newest_and_shared(key: int, degree: int, *people: int) -> QuerySet[Any]:
    viewer = Member(pk=key, degree=degree)
    own = Connection.objects.of(viewer)
    newest = own.filter(other__in=own.order_by("-since", "-other").values("other")[:NEWEST])
    others = Member.objects.filter(pk__in=people)
    keys = newest.values_list("other").union(others.values_list("pk"))
    since = own.filter(other=OuterRef("pk")).values("since")[:1]
    rows = Connection.objects.annotate_for(viewer, Member.objects.filter(pk__in=keys))
    newest_and_shared: QuerySet[Any] = rows.annotate(since=Subquery(since))
    return newest_and_shared


_NEWEST_AND_SHARED = PreparedQuery(_compose_newest_and_shared, 2 + NEWEST)
_SHARED = PreparedQuery(_compose_shared, 2 + SHARED_SIZE)
