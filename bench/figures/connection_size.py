"""P14: bytes on disk for a connection, which has two rows, with its indexes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from bench.run import Row, Run
from network.members.models import Connection

SIZES = {
    "postgresql": "SELECT pg_total_relation_size('members_connection')",
    "sqlite": """
        SELECT SUM(pgsize) FROM dbstat
        WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = 'members_connection')""",
}
REBUILD = {"postgresql": "VACUUM FULL members_connection", "sqlite": "VACUUM"}


def measure(run: Run) -> Iterator[Row]:
    run.databases.network(run.sizes[-1])
    connections = Connection.objects.count() / 2
    with connection.cursor() as cursor:
        for name in ("as it has grown", "rebuilt"):
            cursor.execute(SIZES[run.engine])
            yield Row(f"a connection, {name}", "≤ 300", cursor.fetchone()[0] / connections, unit="bytes")
            cursor.execute(REBUILD[run.engine])
