"""A synthetic network: people and connections by the thousand, each batch whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from invitations.models import Allowance
from network import clock
from network.loadtest.edges import pairs
from network.loadtest.people import domain, invent
from network.members.models import Connection, Member
from notifications.models import EmailPreferences

BATCH = 2000
COPY = "COPY members_connection (owner_id, other_id, since) FROM STDIN"
INSERT = "INSERT INTO members_connection (owner_id, other_id, since) VALUES (%s, %s, %s)"
SPAN = timedelta(days=3000)
Row = tuple[int, int, datetime]


def seeded(seed: int) -> QuerySet[Member]:
    """The invented people of this seed, in their order."""
    people: QuerySet[Member] = Member.objects.filter(email__endswith=f"@{domain(seed)}").order_by("pk")
    return people


def grow(members: int, connections: int, seed: int, password: str | None) -> Iterator[int]:
    """Go on until there are so many; yields the number of people after every batch. The same figures, the same network."""
    there = list(seeded(seed).values_list("pk", flat=True))
    made = Connection.objects.filter(owner__in=seeded(seed).values("pk")).count() // 2
    hashed, now = make_password(password), clock.now()
    while len(there) < members:
        numbers = range(len(there), min(len(there) + BATCH, members))
        luck = Random(f"{seed} {numbers.start}")  # noqa: S311
        some = list(pairs(numbers, connections * numbers.stop // members - made, members, luck))
        with transaction.atomic():
            there += _move_in([invent(number, seed, luck) for number in numbers], hashed, now)
            _write_edges(_edges(some, there, now, luck))
        made += len(some)
        yield len(there)


def count_connections(seed: int) -> None:
    """Every `degree` as it is, for nobody counted while they were written."""
    own = Connection.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    counted = Subquery(own.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    for some in _slices(list(seeded(seed).values_list("pk", flat=True))):
        Member.objects.filter(pk__in=some).update(degree=Coalesce(counted, 0))


def gather_statistics() -> None:
    """So that the database plans for what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _move_in(people: list[Member], password: str, now: datetime) -> list[int]:
    """With all that a member has who signed up: a verified address, an allowance, preferences."""
    for person in people:
        person.password, person.joined_at = password, now
    Member.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    Allowance.objects.bulk_create(Allowance(member=person) for person in people)
    EmailPreferences.objects.bulk_create(EmailPreferences(member=person) for person in people)
    return [person.pk for person in people]


def _edges(some: Iterable[tuple[int, int]], there: list[int], now: datetime, luck: Random) -> list[Row]:
    """Two rows for each pair, sorted, so that the index is written in its order."""
    rows: list[Row] = []
    for a, b in some:
        since = now - SPAN * luck.random()
        rows += (there[a], there[b], since), (there[b], there[a], since)
    return sorted(rows)


def _write_edges(rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(COPY) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(INSERT, rows)


def _slices(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
