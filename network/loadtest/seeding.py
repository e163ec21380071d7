"""Creates fake members and connections in chunks, each chunk in one transaction."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from invitations.models import Allowance
from network import clock
from network.loadtest import bulk
from network.loadtest.edges import pairs
from network.loadtest.fake_members import email_domain, fake_member
from network.members.models import Connection, Member
from notifications.models import EmailPreferences

CHUNK_SIZE = 10_000
MAX_AGE = timedelta(days=3000)
MOMENTS = 1000
"""So many different dates have the connections of one chunk."""
EDGE_COLUMNS = {"a": "bigint", "b": "bigint", "since": "timestamp with time zone"}
Row = tuple[int, int, str]


class Chunk(NamedTuple):
    """New members by their numbers, and their connections with lower numbers: pairs, one after the other."""

    numbers: range
    pairs: array[int]


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
    chunks = list(_chunks(len(member_pks), connection_count, total, connections, seed))
    degrees = _degrees(chunks, total)
    password_hash, now = make_password(password), clock.now()
    for chunk in chunks:
        rng = Random(f"members {seed} {chunk.numbers.start}")  # noqa: S311
        members = [fake_member(number, seed, rng) for number in chunk.numbers]
        for number, member in zip(chunk.numbers, members, strict=True):
            member.password, member.joined_at, member.degree = password_hash, now, degrees[number]
        with transaction.atomic():
            member_pks += _insert_members(members, seed)
            _insert_connections(_connection_rows(chunk.pairs, member_pks, now, rng))
        yield len(member_pks)


def update_degrees(seed: int) -> None:
    """Recount `Member.degree` where a run was interrupted, or has extended the network."""
    own_connections = Connection.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    number = Subquery(own_connections.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    members = seeded_members(seed).order_by().annotate(counted=Coalesce(number, 0))
    members.exclude(degree=F("counted")).update(degree=F("counted"))


def analyze() -> None:
    """Update the statistics of the database's query planner."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _chunks(start: int, connection_count: int, total: int, connections: int, seed: int) -> Iterator[Chunk]:
    """What is still to be created, from the number `start` on."""
    while start < total:
        numbers = range(start, min(start + CHUNK_SIZE, total))
        rng = Random(f"{seed} {start}")  # noqa: S311
        found = array("I")
        for pair in pairs(numbers, connections * numbers.stop // total - connection_count, total, rng):
            found.extend(pair)
        connection_count += len(found) // 2
        start = numbers.stop
        yield Chunk(numbers, found)


def _degrees(chunks: Iterable[Chunk], total: int) -> array[int]:
    """The number of connections in these chunks, by the number of the member."""
    degrees = array("I", bytes(4 * total))
    for chunk in chunks:
        for number in chunk.pairs:
            degrees[number] += 1
    return degrees


def _insert_members(members: list[Member], seed: int) -> list[int]:
    """Insert members with a verified address, an allowance and e-mail preferences; return their primary keys."""
    before = _last_key()
    bulk.insert(members)
    source = "members_member WHERE id BETWEEN %s AND %s AND email LIKE %s"
    created = before + 1, _last_key(), f"%@{email_domain(seed)}"
    verified = {"user_id": "id", "email": "email", "verified": "is_active", "primary": "is_active"}
    bulk.insert_select(EmailAddress, verified, source, *created)
    bulk.insert_select(Allowance, {"member_id": "id"}, source, *created)
    bulk.insert_select(EmailPreferences, {"member_id": "id"}, source, *created)
    return list(seeded_members(seed).filter(pk__range=created[:2]).values_list("pk", flat=True))


def _last_key() -> int:
    return Member.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _connection_rows(numbers: array[int], member_pks: list[int], now: datetime, rng: Random) -> list[Row]:
    """One row for each pair."""
    moments = [now - MAX_AGE * rng.random() for _ in range(MOMENTS)]
    since = [str(connection.ops.adapt_datetimefield_value(moment)) for moment in moments]
    keys = map(member_pks.__getitem__, numbers)
    return [(a, b, since[int(rng.random() * MOMENTS)]) for a, b in zip(keys, keys, strict=True)]


def _insert_connections(rows: list[Row]) -> None:
    """Both directions of each, in the order of the index."""
    with bulk.staged(EDGE_COLUMNS, rows) as table, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_connection (owner_id, other_id, since) "  # noqa: S608
            f"SELECT a, b, since FROM {table} UNION ALL SELECT b, a, since FROM {table} ORDER BY 1, 2"
        )
