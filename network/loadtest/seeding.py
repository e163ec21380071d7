"""Creates fake members and connections in chunks, each chunk in one transaction."""

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
from network.loadtest.fake_members import email_domain, fake_member
from network.members.models import Connection, Member
from notifications.models import EmailPreferences

CHUNK_SIZE = 2000
COPY_SQL = "COPY members_connection (owner_id, other_id, since) FROM STDIN"
INSERT_SQL = "INSERT INTO members_connection (owner_id, other_id, since) VALUES (%s, %s, %s)"
MAX_AGE = timedelta(days=3000)
Row = tuple[int, int, datetime]


def seeded_members(seed: int) -> QuerySet[Member]:
    """The fake members of this seed, by number."""
    members: QuerySet[Member] = Member.objects.filter(email__endswith=f"@{email_domain(seed)}").order_by("pk")
    return members


def create_members(total: int, connections: int, seed: int, password: str | None) -> Iterator[int]:
    """Create members until `total` exist, with connections among them; yield their number after every chunk.

    The same arguments create the same network in an empty database.
    """
    member_pks = list(seeded_members(seed).values_list("pk", flat=True))
    connection_count = Connection.objects.filter(owner__in=seeded_members(seed).values("pk")).count() // 2
    password_hash, now = make_password(password), clock.now()
    while len(member_pks) < total:
        numbers = range(len(member_pks), min(len(member_pks) + CHUNK_SIZE, total))
        rng = Random(f"{seed} {numbers.start}")  # noqa: S311
        new_pairs = list(pairs(numbers, connections * numbers.stop // total - connection_count, total, rng))
        with transaction.atomic():
            member_pks += _save_members(
                [fake_member(number, seed, rng) for number in numbers], password_hash, now
            )
            _insert_connections(_connection_rows(new_pairs, member_pks, now, rng))
        connection_count += len(new_pairs)
        yield len(member_pks)


def update_degrees(seed: int) -> None:
    """Recount `Member.degree`, which `create_members` does not maintain."""
    own_connections = Connection.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    degree = Subquery(own_connections.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    for pks in _chunks(list(seeded_members(seed).values_list("pk", flat=True))):
        Member.objects.filter(pk__in=pks).update(degree=Coalesce(degree, 0))


def analyze() -> None:
    """Update the statistics of the database's query planner."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _save_members(members: list[Member], password_hash: str, now: datetime) -> list[int]:
    """Save members with a verified address, an allowance and e-mail preferences; return their primary keys."""
    for member in members:
        member.password, member.joined_at = password_hash, now
    Member.objects.bulk_create(members)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members
    )
    Allowance.objects.bulk_create(Allowance(member=member) for member in members)
    EmailPreferences.objects.bulk_create(EmailPreferences(member=member) for member in members)
    return [member.pk for member in members]


def _connection_rows(
    number_pairs: Iterable[tuple[int, int]], member_pks: list[int], now: datetime, rng: Random
) -> list[Row]:
    """Two rows for each pair, sorted in the order of the index."""
    rows: list[Row] = []
    for a, b in number_pairs:
        since = now - MAX_AGE * rng.random()
        rows += (member_pks[a], member_pks[b], since), (member_pks[b], member_pks[a], since)
    return sorted(rows)


def _insert_connections(rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(COPY_SQL) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(INSERT_SQL, rows)


def _chunks(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + CHUNK_SIZE] for start in range(0, len(keys), CHUNK_SIZE))
