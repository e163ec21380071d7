from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.lookups import GreaterThan, IsNull
from django.utils.translation import gettext_lazy as _

from network import clock
from network.members import signals
from network.members.models.member import Member, search_q
from network.members.models.mutual import (
    AVATAR_FIELDS,
    MAX_COUNT,
    MAX_MUTUALS_SHOWN,
    CountSubquery,
    JSONAgg,
    JSONColumns,
    MutualConnections,
)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of(self, member: Member) -> ConnectionQuerySet:
        return self.filter(owner=member)

    def search(self, words: str) -> ConnectionQuerySet:
        """Those whose other person says every word in name, headline or place."""
        return self.filter(search_q(words, "other__"))

    def are_connected(self, a: Member, b: Member) -> bool:
        return self.filter(owner=a, other=b).exists()

    @transaction.atomic
    def connect(self, a: Member, b: Member) -> None:
        """Make two people each other's connection. Raises `IntegrityError` if they are already (R01)."""
        since = clock.now()
        self.bulk_create(
            [Connection(owner=a, other=b, since=since), Connection(owner=b, other=a, since=since)]
        )
        self._count(a, b, by=1)

    @transaction.atomic
    def remove(self, remover: Member, other: Member) -> bool:
        """End a connection and announce it; False where there was none."""
        gone, _by_model = self.filter(owner__in=[remover, other], other__in=[remover, other]).delete()
        if not gone:
            return False
        self._count(remover, other, by=-1)
        signals.connection_removed.send(sender=Connection, remover=remover, other=other)
        return True

    def annotate_for(self, viewer: Member, people: QuerySet[Member]) -> QuerySet[Any]:
        """These people with where they stand to the viewer: `connected`, `mutual_count`, `mutual_members`."""
        face = JSONColumns(**{name: f"other__{name}" for name in AVATAR_FIELDS})
        rows: QuerySet[Any] = self._shorter_side(viewer, people).annotate(
            connected=self._connected(viewer),
            mutual_count=CountSubquery(self._common().values("other")[:MAX_COUNT]),
            mutual_members=JSONAgg(
                self._common().annotate(face=face).order_by("other").values("face")[:MAX_MUTUALS_SHOWN]
            ),
        )
        return rows

    def shared(self, viewer: Member, people: Iterable[Member]) -> dict[int, MutualConnections]:
        """What the viewer has in common with each of these people. One query; no entry where nothing is."""
        rows = self.annotate_for(viewer, Member.objects.filter(pk__in=[person.pk for person in people]))
        return {
            person.pk: shared for person in rows if (shared := MutualConnections.from_annotations(person))
        }

    def with_mutuals(self, viewer: Member, people: QuerySet[Member]) -> QuerySet[Any]:
        """Those of these people who have a connection in common with the viewer, as `annotate_for` counts them."""
        return self._shorter_side(viewer, people).filter(
            GreaterThan(CountSubquery(self._common().values("other")[:1]), 0)
        )

    def _connected(self, viewer: Member) -> IsNull:
        """Looked up for each, as in `_common`: else PostgreSQL reads all that the viewer has first."""
        return IsNull(Subquery(self.filter(owner=viewer, other=OuterRef("pk")).values("other")[:1]), False)

    def _shorter_side(self, viewer: Member, people: QuerySet[Member]) -> QuerySet[Any]:
        """With the one of the two who has fewer connections, and the one who has more."""
        fewer = When(degree__lt=viewer.degree, then="pk")
        more = When(degree__gte=viewer.degree, then="pk")
        return people.alias(
            shorter=Case(fewer, default=Value(viewer.pk)), longer=Case(more, default=Value(viewer.pk))
        )

    def _common(self) -> ConnectionQuerySet:
        """Whom the two of the outer query both know and can see, walking the shorter list.

        Asked for a value, not for existence: of that PostgreSQL makes no join, which would read all that a hub has; and
        for one of the key, or it reads them all in the index by date.
        """
        also = self.filter(owner=OuterRef(OuterRef("longer")), other=OuterRef("other")).values("other")[:1]
        mine = self.filter(owner=OuterRef("shorter"), other__is_active=True)
        return mine.alias(also=Subquery(also)).filter(also__isnull=False)

    def _count(self, a: Member, b: Member, by: int) -> None:
        """Both members' `degree`, the lower id first, so that two of these never wait for each other."""
        pair = Member.objects.filter(pk__in=[a.pk, b.pk]).order_by("pk").select_for_update(no_key=True)
        Member.objects.filter(pk__in=pair.values("pk")).update(degree=F("degree") + by)


class Connection(models.Model):
    """One direction of a connection: two rows each, no key but the pair."""

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
