from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from network import clock
from network.members import signals
from network.members.models.member import Member

FACES = 3


@dataclass
class Shared:
    """Connections that two people have in common: how many, and the first three of them."""

    count: int = 0
    faces: list[Member] = field(default_factory=list)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of(self, member: Member) -> ConnectionQuerySet:
        return self.filter(owner=member)

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

    def degrees(self, viewer: Member, people: Iterable[Member]) -> dict[int, int]:
        """How far each of these people is from the viewer: 1, 2 or 3 (3 means third or further). One query."""
        mine = self.of(viewer).values("other")
        first = self.filter(owner=viewer, other=OuterRef("pk"))
        second = self.filter(owner=OuterRef("pk"), other__in=mine)
        rows = (
            Member.objects.filter(pk__in=[person.pk for person in people])
            .annotate(is_first=Exists(first), is_second=Exists(second))
            .values_list("pk", "is_first", "is_second")
        )
        return {pk: 1 if is_first else 2 if is_second else 3 for pk, is_first, is_second in rows}

    def shared(self, viewer: Member, people: Iterable[Member]) -> dict[int, Shared]:
        """What the viewer has in common with each of these people. One query; no entry where nothing is."""
        rows: Any = (
            self.filter(owner__in=[person.pk for person in people], other__in=self.of(viewer).values("other"))
            .annotate(
                how_many=Window(Count("other"), partition_by=F("owner")),
                place=Window(RowNumber(), partition_by=F("owner"), order_by=F("other").asc()),
            )
            .filter(place__lte=FACES)
            .select_related("other")
            .order_by("owner", "other")
        )
        found: dict[int, Shared] = {}
        for row in rows:
            entry = found.setdefault(row.owner_id, Shared(row.how_many))
            entry.faces.append(row.other)
        return found

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
