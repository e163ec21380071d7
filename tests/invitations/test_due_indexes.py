"""A run of `tick` with nothing to do reads an index of what is due, never all rows of a table that grows with the network."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.common import jobs

GROWING = {
    "invitations_invitation", "invitations_reception", "invitations_delivery", "invitations_invitationevent",
    "invitations_message", "invitations_joininvitation", "invitations_joinlinkuse",
    "invitations_batchline", "invitations_block", "members_member", "members_connection", "members_devicecookie",
    "members_accountdeletion", "notifications_outbox", "notifications_emailpreferences", "account_emailaddress", "django_session",
}  # fmt: skip
ALIAS = re.compile(r'"(\w+)" ([T-W]\d+)\b')
SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$")


@pytest.fixture
def large(db):
    """The planner of SQLite knows tables with many rows, of which none is due."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute(
            "INSERT INTO sqlite_stat1 SELECT tbl_name, name, '100000 1' FROM sqlite_schema"
            " WHERE type = 'index' AND coalesce(sql, '') NOT LIKE '% WHERE %'"
        )
        cursor.execute("ANALYZE sqlite_schema")


def read_whole(sql: str) -> set[str]:
    """The tables of which the plan of a statement reads every row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            scans = [match for row in cursor.fetchall() if (match := SCAN.match(row[3]))]
            partial = _partial_indexes(cursor)
            tables = {alias: table for table, alias in ALIAS.findall(sql)}
            return {tables.get(scan[1], scan[1]) for scan in scans if scan[2] not in partial}
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return set(re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in cursor.fetchall())))


def _partial_indexes(cursor):
    """Those that have only rows that are due: all of them may be read."""
    cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'")
    return {name for (name,) in cursor.fetchall()}


@pytest.mark.every_case
@pytest.mark.parametrize("first_of_the_day", [True, False])
def test_tick_reads_no_table_that_grows(large, first_of_the_day):
    if not first_of_the_day:
        jobs.tick()
    with CaptureQueriesContext(connection) as captured:
        jobs.tick()
    statements = [
        query["sql"] for query in captured if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))
    ]
    whole = {sql: read_whole(sql) & GROWING for sql in statements}
    assert {sql: tables for sql, tables in whole.items() if tables} == {}
